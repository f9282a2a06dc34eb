"""How do other programs do what the desks do? The API, version 1, under /api/v1/."""
