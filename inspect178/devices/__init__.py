"""Which tablets are there, and what has each of them sent in?"""
