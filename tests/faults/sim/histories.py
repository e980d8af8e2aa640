"""Playing histories by the hundred, and making one that fails as short as it gets."""

import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.sim.checks import check
from tests.faults.sim.run import STEPS, Run


@dataclass
class Played:
    """What a number of histories came to."""

    seeds: int = 0
    count: Counter = field(default_factory=Counter)
    failed: dict = field(default_factory=dict)
    """Seed -> what did not hold."""


def play(seed, steps=range(STEPS), run_class=Run):
    """One whole history; raises what does not hold. Answers the run, for its counts and its log."""
    run = run_class(seed)
    try:
        run.play(steps)
        run.settle()
        check(run)
    except Exception as error:
        error.run = run
        raise
    return run


def play_many(seeds, *, until=None, most_failed=1, run_class=Run):
    """Histories of these seeds until time (of `time.monotonic`) is over or so many have failed."""
    played = Played()
    for seed in seeds:
        if until is not None and time.monotonic() > until:
            break
        played.seeds += 1
        try:
            played.count.update(play(seed, run_class=run_class).count)
        except Exception as error:  # noqa: BLE001 - whatever a history ends in is what it is told by
            played.failed[seed] = f"{type(error).__name__}: {error}"
            if len(played.failed) >= most_failed:
                break
    return played


def shrunk(seed, run_class=Run):
    """The fewest steps found that still fail: (steps, error), by leaving out ever smaller pieces."""
    steps, error = list(range(STEPS)), _error(seed, range(STEPS), run_class)
    size = len(steps) // 2
    while size and error is not None:
        begin = 0
        while begin < len(steps):
            tried = steps[:begin] + steps[begin + size :]
            found = _error(seed, tried, run_class)
            if found is None:
                begin += size
            else:
                steps, error = tried, found
        size //= 2
    return steps, error


def _error(seed, steps, run_class):
    try:
        play(seed, steps, run_class)
    except Exception as error:  # noqa: BLE001 - as above
        return error
    return None


def story(seed, run_class=Run):
    """A failing history as a person reads it."""
    steps, error = shrunk(seed, run_class)
    if error is None:
        return f"seed {seed} does not fail"
    lines = [f"seed {seed}, {len(steps)} of {STEPS} steps: {type(error).__name__}: {error}", *error.run.log]
    return "\n".join(lines)



