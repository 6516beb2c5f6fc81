"""Mails written in the transaction of what they tell, and sent by the worker."""
