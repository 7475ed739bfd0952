"""Does the tablet's app keep, show and send what it should, in a real browser?"""
