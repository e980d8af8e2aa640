"""Acts on an order or a complaint: what they ask for, the fields, the row of buttons and the form in place."""
