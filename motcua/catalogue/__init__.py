"""What does the law ask, and who offers it?"""
