"""Units merge, split, move and end by a decision: written, rehearsed, scheduled, in force by itself on its day."""
