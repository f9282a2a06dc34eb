"""How days, times and numbers are written: one way in both languages, that of Vietnamese papers."""
