"""Who may see or do this?"""
