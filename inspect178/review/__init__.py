"""Do police and culture accept the record, or send it back with remarks?"""
