"""A walk through the desks in a browser: who presses what, how often, and how long the answers take."""
