"""What each kind of event does to a dossier: the handlers behind `decide`."""
