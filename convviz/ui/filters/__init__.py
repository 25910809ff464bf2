"""The page “Filters”."""
