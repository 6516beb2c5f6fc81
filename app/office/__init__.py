"""The agents' office: the requests that came in, their answers, what is decided and asked."""
