"""Profile files and stored profile versions, read into the values of `domain.profile`."""
