"""Every rule of the protocol, left out on purpose, is noticed by the histories that prove it."""

import pytest
from tests.faults.sim.histories import play
from tests.faults.sim.mutants import MUTANTS
from tests.faults.sim.posts import Violated


def noticed(mutant):
    """The first history in which an invariant breaks; None where none of so many does."""
    for seed in range(mutant.begin, mutant.begin + mutant.within):
        try:
            play(seed, run_class=mutant.run)
        except Violated:
            return seed
        except Exception:  # noqa: BLE001 - a mutant that falls over is not yet one that was noticed
            continue
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_missing_rule_is_noticed(mutant):
    seed = noticed(mutant)
    assert seed is not None, f"nobody notices without: {mutant.rule}"
    play(seed, run_class=mutant.whole())
