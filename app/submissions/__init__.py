"""Drafts, pages, recap, sending, receipt, follow-up."""
