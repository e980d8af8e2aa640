"""What is folded from events and kept beside them, in the transaction that writes them."""
