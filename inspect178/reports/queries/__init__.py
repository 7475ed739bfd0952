"""What is read across features? What waits for a person, and whose events an auditor sees."""
