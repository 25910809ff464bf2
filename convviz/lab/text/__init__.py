"""Numbers, quantities and tables as text."""
