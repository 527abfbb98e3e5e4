"""Which day of a reply is which: what speaks for each, weighed beside the others."""
