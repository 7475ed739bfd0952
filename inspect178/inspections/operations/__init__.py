"""What can be done with inspections? Their life, their decisions, their record."""
