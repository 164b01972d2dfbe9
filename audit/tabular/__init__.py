"""Tables given meaning: headers, rows, totals, forms; and how the checks see them."""
