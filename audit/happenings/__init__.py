"""What happened: the events of a unit, and the points that are owed on them."""
