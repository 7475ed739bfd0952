"""What is to be inspected in a year, by whom, when, and towards which targets?"""
