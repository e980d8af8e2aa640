"""Whose orders a person sees: a dispatcher those of their own outlet and of the ones below it."""

from callcentre.acts.rights import CENTRE
from callcentre.store.order_filters import Wanted
from callcentre.ui.screen import ScreenContext


def within(ctx: ScreenContext, wanted: Wanted) -> Wanted:
    """The same orders, as far as this person sees them; no chip says it and none takes it away."""
    person = ctx.person
    if frozenset(CENTRE) & person.roles:
        return wanted
    return wanted.with_("own_outlet", str(person.outlet or ""))
