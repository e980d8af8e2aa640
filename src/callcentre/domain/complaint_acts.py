"""What a person may do with a complaint where it stands, and why not the rest: what a window asks before it offers."""

from collections.abc import Mapping

from callcentre.domain.complaints import COMPLAINTS, ComplaintStanding
from callcentre.domain.event import NOTHING, Actor, Effect
from callcentre.domain.table import Objection, Wanted

_EXPLAINED = {"explanation": "…"}


def objection(
    now: ComplaintStanding, actor: Actor, kind: str, data: Mapping[str, object] = NOTHING
) -> str:
    """Why `actor` cannot write such an event now, as a code of words.codes.OBJECTIONS; empty where they can.

    What only the words and amounts will show (an explanation, a compensation within the limit) is
    not asked. A fact that would be set aside counts as not possible: it is nothing to offer.
    """
    verdict = COMPLAINTS.judge(now, now.state, Wanted(kind, data, actor, texts=_EXPLAINED))
    if isinstance(verdict, Objection):
        return verdict.name
    return "" if verdict.effect is Effect.APPLIED else "state"
