"""What each command does; `relanced.cli` says how it is called."""
