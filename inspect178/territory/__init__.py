"""Which administrative unit lies under which, on which day, and what became of it?"""
