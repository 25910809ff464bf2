"""Parameter sharing: what a layer costs with and without it."""
