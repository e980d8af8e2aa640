"""Texts that a spreadsheet would run as a formula, written so that it does not, and read back."""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r\n]")
_WRITTEN = re.compile(r"'+[=+\-@\t\r\n]")


def safe(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return "'" + text if _RUNS.match(text) else text


def plain(text: str) -> str:
    """The reverse of `safe`."""
    return text[1:] if text.startswith("'") and _WRITTEN.match(text) else text
