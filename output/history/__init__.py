"""What changed from run to run and why, and how long raw captures are kept."""
