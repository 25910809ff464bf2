"""The page “Translation invariance”."""
