"""Who did and who read what? The trail: rows are only added."""
