"""How many of the establishments in scope were inspected, and which ones are behind the number?"""
