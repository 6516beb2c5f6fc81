"""Procedures and their published versions."""
