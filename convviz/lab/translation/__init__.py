"""Translation: what moves when the image moves, and what is measured of it."""
