"""A district's year, played through the acts."""
