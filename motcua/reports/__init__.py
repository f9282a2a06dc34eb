"""How many, and which ones?"""
