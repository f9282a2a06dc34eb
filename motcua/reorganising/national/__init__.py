"""The restructuring of the whole country on 1 July 2025, out of its real tables."""
