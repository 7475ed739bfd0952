"""What does each role see first, and which figures go into reports?"""
