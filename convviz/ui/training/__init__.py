"""The page “Training”, and what only it shows."""
