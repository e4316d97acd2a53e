"""Causes: each a small function that looks at the numbers and says what fits, or nothing."""
