"""Invoices and payments in: tables of other programs as facts that the core understands."""
