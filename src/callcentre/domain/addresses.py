"""How an address reads in one line."""


def one_line(province: str, city: str, district: str, line: str) -> str:
    """The parts as they are written in Chinese; a city that is a province itself is named once."""
    return f"{province if province != city else ''}{city}{district}{line}"
