"""The two mail accounts, and how they are logged in to."""
