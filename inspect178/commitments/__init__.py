"""Which establishments have signed a commitment with their commune, and is it in force?"""
