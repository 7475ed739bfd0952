"""Which people, agencies and teams are there, and how do people sign in?"""
