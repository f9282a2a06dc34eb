"""What does an act cost?"""
