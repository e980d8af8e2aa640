"""A sentence for the code of every problem: what, why, what to do."""

from callcentre.domain.errors import Problem
from callcentre.words import N_, _

SENTENCES: dict[str, str] = {
    "disk.full": N_("The disk is full, so nothing was saved. Free some space and save again."),
}


def say(problem: Problem) -> str:
    """The sentence for a problem in the language in use; an unknown code shows itself."""
    sentence = SENTENCES.get(problem.code)
    if sentence is None:
        return str(problem)
    return _(sentence).format(**problem.data)
