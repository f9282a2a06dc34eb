"""What was told to whom, and do they agree?"""
