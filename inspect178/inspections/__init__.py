"""What is an inspection? The noun: its decision, its life, its record, frozen once signed."""
