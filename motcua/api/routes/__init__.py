"""The addresses of the API: each finds what may be seen, calls one act or one query, and answers."""
