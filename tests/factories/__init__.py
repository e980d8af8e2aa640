"""Things that are valid by default: a test names only what matters to it."""
