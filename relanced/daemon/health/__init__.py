"""Is all well, and who is told."""
