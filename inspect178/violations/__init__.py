"""Which violations were found, under which clause, and are they mended?"""
