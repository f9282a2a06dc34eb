"""What do I do next?"""
