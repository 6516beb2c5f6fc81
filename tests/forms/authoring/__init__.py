"""The operations of the editor on documents."""
