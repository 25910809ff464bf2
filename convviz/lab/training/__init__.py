"""Training: what is learnt, how, and what is said of it."""
