"""The shell: turns the world into events, and effects into rows and mail."""
