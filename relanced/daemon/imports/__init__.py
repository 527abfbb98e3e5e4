"""What files bring in: invoices, payments, customers, statements; all of it or nothing."""
