"""Telephones: one that only remembers, for desks whose telephone no program can reach, and for tests."""


class SilentTelephone:
    """Dials nothing; keeps what it was asked to dial."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def dial(self, number: str) -> bool:
        """Remembers `number`; nothing takes the request."""
        self.asked.append(number)
        return False
