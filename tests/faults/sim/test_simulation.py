"""Whole histories with everything that can go wrong, and every invariant at their end."""

import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from tests.faults.sim.histories import Played, play, play_many, shrunk, story
from tests.faults.sim.mutants import MUTANTS
from tests.faults.sim.posts import Crash
from tests.faults.sim.run import STEPS, Run

SEEDS, SECONDS, AT_LEAST = 2_000, 170.0, 1_000
LONG = 50_000


def in_processes(seeds, seconds, processes=2):
    """Shares of the seeds in processes of their own, within a box of time."""
    until = time.monotonic() + seconds
    shares = [seeds[number::processes] for number in range(processes)]
    whole = Played()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for played in [pool.submit(play_many, share, until=until) for share in shares]:
            part = played.result()
            whole.seeds += part.seeds
            whole.count.update(part.count)
            whole.failed.update(part.failed)
    return whole


def report(played, capsys):
    counts = ", ".join(f"{name} {number:,}" for name, number in sorted(played.count.items()))
    with capsys.disabled():
        print(f"\nsimulation: {played.seeds:,} histories, {len(played.failed)} failed; {counts}")  # noqa: T201


def test_no_history_breaks_an_invariant(capsys):
    played = in_processes(range(SEEDS), SECONDS)
    report(played, capsys)
    assert not played.failed, "\n\n".join(story(seed) for seed in sorted(played.failed))
    assert played.seeds >= AT_LEAST, "too slow a machine: this says less than it should"
    happened = Counter(played.count)
    for fault in ("crash", "restore", "copy_file", "lose_desk", "cut", "late_copy", "gap", "erase", "prune", "change_rights"):
        assert happened[fault] > 100, f"{fault} hardly happened"


@pytest.mark.long
@pytest.mark.timeout(0)
def test_no_history_of_a_long_run_breaks_an_invariant(capsys):
    begin = int(os.environ.get("CALLCENTRE_SEED", "1_000_000"))
    played = in_processes(range(begin, begin + LONG), 6 * 3_600.0)
    report(played, capsys)
    assert not played.failed, "\n\n".join(story(seed) for seed in sorted(played.failed))
    assert played.seeds == LONG


class CrashesOnce(Run):
    """Crashes at the one moment `at` and nowhere else."""

    at = 0

    def __init__(self, seed, **settings):
        self.moments = 0
        super().__init__(seed, **settings)

    def moment(self, post, where):
        self.moments += 1
        if self.crashing and self.moments == self.at:
            raise Crash


@pytest.mark.parametrize("seed", [8])
def test_a_crash_at_every_single_moment_loses_nothing(seed):
    """Before, inside and after each local transaction of a history, one after the other."""
    calm = type("Calm", (CrashesOnce,), {"at": 0})
    last = play(seed, range(40), calm).moments
    assert last > 100
    for at in range(1, last + 1):
        play(seed, range(40), type("Once", (CrashesOnce,), {"at": at}))


def test_the_same_seed_is_the_same_history():
    assert play(11).log == play(11).log


def test_a_failing_history_is_made_short_and_told():
    broken = next(mutant for mutant in MUTANTS if mutant.name == "delete_on_ack")
    seed = 1
    steps, error = shrunk(seed, broken.run)
    assert error is not None and len(steps) < STEPS / 2
    told = story(seed, broken.run)
    assert str(seed) in told and "act" in told and "the faults end" in told
