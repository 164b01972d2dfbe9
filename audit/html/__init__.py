"""Reading an HTML page: its tree, its blocks of text, and what the blocks are."""
