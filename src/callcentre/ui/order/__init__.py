"""One order on the screen: what it is, its story in words, and every act its state allows with its form."""
