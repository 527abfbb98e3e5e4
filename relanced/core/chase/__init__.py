"""What is due next: scenarios, the situations that choose them, and the variants of their mails."""
