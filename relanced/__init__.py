"""relanced: a daemon that chases unpaid invoices by mail, reads the answers and acts on them."""

__version__ = "0.1.0"
