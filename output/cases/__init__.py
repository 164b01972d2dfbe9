"""The life of a deficiency: from the first finding, through what people decide, to its closing."""
