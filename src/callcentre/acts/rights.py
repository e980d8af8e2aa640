"""Who may do what beside orders and complaints, whose tables name the roles themselves."""

from collections.abc import Iterable
from uuid import UUID

from callcentre.domain.errors import Refused
from callcentre.domain.event import Role
from callcentre.store.outlets import is_within
from callcentre.store.unit import Unit

DESK = (Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)
CENTRE = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)
KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
ADMINISTRATION = (Role.ADMINISTRATOR,)


def require(unit: Unit, roles: Iterable[Role]) -> None:
    """Raises Refused("act.no_right") unless the actor has one of the roles or is an import."""
    wanted = frozenset(roles)
    if not unit.actor.is_import and not unit.actor.roles & wanted:
        raise Refused("act.no_right", roles=sorted(wanted))


def require_outlet(unit: Unit, outlet: UUID) -> None:
    """Raises Refused("act.other_outlet") for a dispatcher whose outlet is not above this one.

    A dispatcher who is an agent or supervisor as well acts for the centre.
    """
    actor = unit.actor
    if actor.is_import or actor.roles & frozenset(CENTRE):
        return
    if actor.outlet is None or not is_within(unit.session, outlet, actor.outlet):
        raise Refused("act.other_outlet")
