"""Long runs that try to break a promise, with their seeds; each prints a page of figures."""
