"""How fast is it at national size? Figures beside the raw SQL's time, never a timed test."""
