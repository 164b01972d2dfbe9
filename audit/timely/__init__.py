"""Days: how long evidence counts, working days, late publication, annual deadlines."""
