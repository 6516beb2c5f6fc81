"""Accounts: sign-up, login, forgotten password, sessions."""
