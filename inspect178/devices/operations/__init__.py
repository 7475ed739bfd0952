"""What can be done with a tablet, and with what it sends?"""
