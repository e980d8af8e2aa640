"""Measuring what a piece of work costs beside the least it could cost, in one run on one machine.

Both take turns, so that whatever else the machine does hits both alike; what is compared
are medians, never a time by itself.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

HEADER = (
    "| Work | ratio | bound | ours p50 / p99 ms | bare p50 / p99 ms | sizes, and what the bare work is | when |",
    "|---|---|---|---|---|---|---|",
)
TRIES = 5
Piece = Callable[[int], object]
"""One round of a piece of work, given the number of the round from 0."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds of both, round by round."""

    name: str
    ours: list[float]
    bare: list[float]
    bound: float | None = None
    what: str = ""
    """Sizes, and what the bare side is."""
    unit: str = "ms"
    """Of the figures beside the ratio: "ms" where both sides hold seconds, else what they are counted in."""

    @property
    def ratio(self) -> float:
        """Median to median."""
        return median(self.ours) / median(self.bare)

    def row(self, commit: str, day: str) -> str:
        """A row of the table in README.md."""
        bound = "-" if self.bound is None else f"{self.bound:g}"
        ours, bare = self._shown(self.ours), self._shown(self.bare)
        return f"| {self.name} | **{self.ratio:.2f}** | {bound} | {ours} | {bare} | {self.what} | {day}, {commit} |"

    def hold(self) -> None:
        """Fails where the ratio is above its bound."""
        assert self.bound is None or self.ratio <= self.bound, (
            f"{self.name}: {self.ratio:.2f} times the bare work, {self.bound:g} allowed"
            f" (p50 {self._shown(self.ours)} to {self._shown(self.bare)})"
        )

    def _shown(self, figures: list[float]) -> str:
        return _milliseconds(figures) if self.unit == "ms" else f"{median(figures):,.0f} {self.unit}"


def _milliseconds(seconds: list[float]) -> str:
    p99 = quantiles(seconds, n=100, method="inclusive")[98] if len(seconds) > 1 else seconds[0]
    return f"{median(seconds) * 1000:.3g} / {p99 * 1000:.3g}"


def compare(
    name: str, ours: Piece, bare: Piece, *, rounds: int, bound: float | None = None, what: str = "", warm: int = 1,
    before: Callable[[str], None] = lambda _side: None, clock: Callable[[], float] = time.perf_counter,
) -> Comparison:
    """Runs both in turns, the one that begins alternating, after `warm` rounds that do not count.

    `before` makes ready what "ours" or "bare" works on, outside the time. `clock` is the
    wall, or CPU time for work that hardly waits for the disk: others on the machine do not
    count then. What is above its bound is measured again, at most four times, and the lowest ratio
    stands: a busy machine only ever adds.
    """

    def once() -> Comparison:
        return Comparison(name, *_in_turns(ours, bare, rounds, warm, before, clock), bound, what)

    best = once()
    for _again in range(TRIES - 1):
        if bound is not None and best.ratio > bound:
            best = min(best, once(), key=lambda one: one.ratio)
    return best


def _in_turns(
    ours: Piece, bare: Piece, rounds: int, warm: int, before: Callable[[str], None], clock: Callable[[], float]
) -> tuple[list[float], list[float]]:
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    gc.collect()
    for at in range(warm + rounds):
        pair = (("ours", ours), ("bare", bare))
        for side, piece in pair if at % 2 == 0 else reversed(pair):
            before(side)
            seconds = timed(piece, at, clock)
            if at >= warm:
                times[side].append(seconds)
    return times["ours"], times["bare"]


def timed(piece: Piece, at: int, clock: Callable[[], float]) -> float:
    """Seconds of one round."""
    began = clock()
    piece(at)
    return clock() - began
