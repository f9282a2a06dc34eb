"""Who did it, when, on what ground?"""
