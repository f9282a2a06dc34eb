"""Một Cửa: the system that runs a public administration's one-stop shop."""
