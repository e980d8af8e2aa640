"""Help: a page of text for every panel, read in a sheet at the right."""
