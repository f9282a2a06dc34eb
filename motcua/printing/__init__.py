"""Statutory forms: which set is in force on a day, what a form says, and every printing of it."""
