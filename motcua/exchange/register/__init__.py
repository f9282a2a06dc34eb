"""Bring your past: read, check and play the register book (form 07 of TT 03/2025, form 06 of TT 01/2018)."""
