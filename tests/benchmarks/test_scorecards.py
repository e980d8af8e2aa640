"""A month's scorecards of all outlets, against one bare statement and the arithmetic of the scores."""

import time
from collections.abc import Callable

from tests.benchmarks.bare import Bare
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.hotline import MONTH, Hotline

from callcentre.app import Desk
from callcentre.domain.scores import scores
from callcentre.store.counts import tallies, tally_statement
from callcentre.store.figures import scorecards
from callcentre.store.periods import period_named

ROUNDS = 15


def test_scorecards_take_at_most_twice_their_statement_and_arithmetic(
    hotline: Hotline, reading_desk: Desk, measured: Callable[[Comparison], Comparison]
) -> None:
    period = reading_desk.read(lambda session: period_named(session, MONTH))
    counts = [tally.counts for tally in reading_desk.read(lambda session: tallies(session, period))]
    assert sum(sum(own.values()) for own in counts) >= hotline.size.jobs_in_month
    statement = tally_statement(tuple(period.profile.grading.precedence))
    asked = statement.put(start=period.start, end=period.end)
    bare = Bare(hotline.folder, hotline.key, reads=True)

    def least(_at: int) -> None:
        bare.all(*asked)
        scores(counts, period.profile.grading)

    measured(compare(
        f"scorecards of a month, {hotline.size.jobs_in_month:,} jobs",
        lambda _at: reading_desk.read(lambda session: scorecards(session, MONTH)), least, rounds=ROUNDS, bound=2,
        clock=time.thread_time,
        what=f"{len(counts):,} outlets, {hotline.size}; bare: the one statement, and the scores of counts at hand; CPU time",
    ))
    bare.close()
