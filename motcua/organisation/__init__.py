"""Who is responsible for this on that day?"""
