"""The page “Sparsity of connections”."""
