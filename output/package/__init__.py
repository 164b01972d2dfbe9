"""What goes out to units and to the supervisor: lists, reply forms, letters, in a dated folder with a manifest."""
