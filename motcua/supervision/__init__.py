"""What somebody must act on: the morning watch, and what will stand beside it (ratings, dialogues, inspections)."""
