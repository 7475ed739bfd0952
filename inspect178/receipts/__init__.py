"""Is the copy in an owner's hand genuine, and has the office received it since?"""
