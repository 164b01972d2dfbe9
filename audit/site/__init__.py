"""Checks of a whole website (SITE-01 … SITE-16): findings of their own, kept apart from what must be published."""
