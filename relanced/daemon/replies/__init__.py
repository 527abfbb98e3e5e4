"""What came in: understood in a process of its own, and decided upon once."""
