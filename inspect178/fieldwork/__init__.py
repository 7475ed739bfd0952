"""How is a visit carried out on a tablet?"""
