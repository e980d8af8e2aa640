"""Comparing what the program answers with what the slow reading answers, number by number."""

import math
from collections.abc import Mapping

from tests.oracle import slow_figures
from tests.strategies.histories import PERIODS, History

from callcentre.app import Desk
from callcentre.store.figures import scorecards, settlement


def differences(said: object, slow: object, where: str = "") -> list[str]:
    """Where two answers differ: floats by more than 1e-9 of their size, everything else at all."""
    if isinstance(said, Mapping) and isinstance(slow, Mapping):
        found = [f"{where}: fields {sorted(set(said) ^ set(slow))}"] if set(said) != set(slow) else []
        return found + [
            one for name in sorted(set(said) & set(slow)) for one in differences(said[name], slow[name], f"{where}.{name}")
        ]
    if isinstance(said, list) and isinstance(slow, list):
        if len(said) != len(slow):
            return [f"{where}: {said} is not {slow}"]
        return [
            one for number, pair in enumerate(zip(said, slow, strict=True))
            for one in differences(*pair, f"{where}[{number}]")
        ]
    if isinstance(said, float) and isinstance(slow, float):
        close = math.isclose(said, slow, rel_tol=1e-9, abs_tol=1e-12)
        return [] if close else [f"{where}: {said!r} is not {slow!r}"]
    same = type(said) is type(slow) and said == slow
    return [] if same else [f"{where}: {said!r} is not {slow!r}"]


def answers_of(desk: Desk) -> dict[str, object]:
    """What the program says of every period, without the names of zone and profile."""

    def asked(session: object) -> dict[str, object]:
        answers: dict[str, object] = {}
        for period in PERIODS:
            cards = scorecards(session, period)  # type: ignore[arg-type]
            fees = settlement(session, period)  # type: ignore[arg-type]
            answers[f"scorecards {period}"] = {name: cards[name] for name in ("period", "outlets", "between")}
            answers[f"settlement {period}"] = {name: fees[name] for name in ("period", "frozen", "outlets")}
        return answers

    return desk.read(asked)


def slow_answers(history: History) -> dict[str, object]:
    """What the slow reading says of the same."""
    world = history.world()
    answers: dict[str, object] = {}
    for period in PERIODS:
        answers[f"scorecards {period}"] = slow_figures.scorecards(world, period)
        answers[f"settlement {period}"] = slow_figures.settlement(world, period)
    return answers
