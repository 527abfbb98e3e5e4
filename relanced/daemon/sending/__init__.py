"""What leaves: composed, claimed, sent, and what became of it."""
