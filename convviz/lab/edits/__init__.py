"""Edits: each returns the changes, for ``document.edit(text, make, …)``."""
