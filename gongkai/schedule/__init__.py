"""The weekly schedule: what is due, done once; what went wrong, told; what is new, summed up in a mail."""
