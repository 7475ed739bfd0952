"""Which establishments are there, where, of what type, and what has become of them?"""
