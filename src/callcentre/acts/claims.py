"""Taking work into one's hands and giving it back, by the leases of this folder.

Where the folder is joined to a server, the server gives the leases; `keep` writes down what
it granted, so that every act on the case carries the fence of the claim it is done under.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from callcentre.acts.rights import require
from callcentre.domain.claims import Claim, Item, granted, is_free
from callcentre.domain.event import Role
from callcentre.store.claims import FORGOTTEN, claims_of, held
from callcentre.store.tables import table_of
from callcentre.store.tables.local import Lease
from callcentre.store.unit import Unit

_LEASES = table_of(Lease)


def claim(unit: Unit, item: Item) -> Claim:
    """The item for whoever asks, once more or for the first time; else who has it (`granted` is false)."""
    now = held(unit.session, item)
    if now is not None and not is_free(now, unit.actor.id, unit.now):
        return now
    return keep(unit, granted(now, item, unit.actor.id, unit.actor.name, unit.now))


def claim_first(unit: Unit, items: Iterable[Item]) -> Claim | None:
    """The first of these that is free; None where somebody has each of them."""
    return next((got for item in items if (got := claim(unit, item)).granted), None)


def renew(unit: Unit, had: Claim) -> Claim:
    """A longer lease for whoever still has the item under this very claim; else who has it (`granted` is false)."""
    now = held(unit.session, had.item)
    if now is None or now.person != unit.actor.id or now.fence != had.fence or now.until <= unit.now:
        return replace(now or had, granted=False)
    return claim(unit, had.item)


def take_over(unit: Unit, item: Item) -> Claim:
    """A supervisor takes the item, whoever has it. Raises Refused("act.no_right")."""
    require(unit, (Role.SUPERVISOR,))
    now = held(unit.session, item)
    over = now if now is None or now.person == unit.actor.id else replace(now, until=unit.now)
    return keep(unit, granted(over, item, unit.actor.id, unit.actor.name, unit.now))


def give_back(unit: Unit, had: Claim) -> None:
    """Nobody has the item any more, unless somebody else has taken it since."""
    now = held(unit.session, had.item)
    if now is not None and now.person == had.person and now.fence == had.fence and now.until > unit.now:
        _write(unit, replace(now, until=unit.now))


def keep(unit: Unit, got: Claim) -> Claim:
    """Writes down a claim that was granted, here or by a server."""
    _write(unit, got)
    return got


def forget(unit: Unit, item: Item, person: UUID) -> None:
    """What a person had of a server's is not theirs any more: no act carries its fence."""
    now = held(unit.session, item)
    if now is not None and now.person == person:
        _write(unit, replace(now, until=FORGOTTEN))


def begin_anew(unit: Unit) -> None:
    """Nothing is in the actor's hands: what a window that crashed had taken ends, and no act carries its fences."""
    for was in claims_of(unit.session, unit.actor.id):
        _write(unit, replace(was, until=FORGOTTEN))


def _write(unit: Unit, got: Claim) -> None:
    unit.put(_LEASES, [{
        "pk": got.item.pk, "entity": got.item.entity, "person_id": got.person, "fence": got.fence, "since": got.since,
        "until": got.until,
    }])
    unit.changed("claim", got.item.pk)
