"""What people decided about cases: written once, never changed."""
