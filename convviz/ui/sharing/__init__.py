"""The page “Parameter sharing”."""
