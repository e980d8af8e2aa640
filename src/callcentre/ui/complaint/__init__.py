"""A complaint on the screen: its acts, its story, the facts beside it."""
