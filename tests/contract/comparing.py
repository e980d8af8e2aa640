"""Two readings of the same figures, number by number."""

import math
from collections.abc import Iterator
from typing import Any


def differences(one: Any, other: Any, where: str = "") -> Iterator[str]:
    """Where two JSON values differ: floats by more than their last digits, all else at all."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key not in one or key not in other:
                yield f"{where}.{key}: only in the {'first' if key in one else 'second'}"
            else:
                yield from differences(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{where}: {len(one)} and {len(other)} items: {one} / {other}"
        for number, (left, right) in enumerate(zip(one, other, strict=False)):
            yield from differences(left, right, f"{where}[{number}]")
    elif isinstance(one, float) and isinstance(other, int | float) and not isinstance(other, bool):
        if not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{where}: {one!r} and {other!r}"
    elif one != other or (one is None) != (other is None):
        yield f"{where}: {one!r} and {other!r}"
