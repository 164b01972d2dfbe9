"""What was read and judged before, kept and used again; and the processes that share the units."""
