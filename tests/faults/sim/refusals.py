"""What the model server says no with."""


class Refusal(Exception):
    """The command is refused, with a code."""


class Waits(Exception):
    """Something the command builds on is not here, or not yet."""
