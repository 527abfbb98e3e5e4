"""The mailbox: reading it over IMAP, catching up, and who may."""
