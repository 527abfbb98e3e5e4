"""What no person wrote: bounces, absences, receipts."""
