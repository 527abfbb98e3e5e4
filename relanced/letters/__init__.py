"""Pure: a dossier and a step become the bytes of a mail."""
