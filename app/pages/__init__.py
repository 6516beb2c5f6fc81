"""Pages that belong to no procedure: home, help, legal texts, the mailbox of developers."""
