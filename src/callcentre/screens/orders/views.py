"""Views: a list with a name. Some are always there, others a person keeps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callcentre.store.order_filters import FIELDS, SORTS, Wanted
from callcentre.words import N_, _

_BY_CLOCK = (("clock", False),)
_OPEN = ("standing", "open")


@dataclass(frozen=True, slots=True)
class View:
    """Filters, order and columns under a name; `own` ones a person keeps. No columns: those that fit the window."""

    code: str
    name: str
    """Marked with N_ where it is not a person's own."""
    wanted: Wanted
    columns: tuple[str, ...] = ()
    own: bool = False

    def title(self) -> str:
        """The name in the language in use."""
        return self.name if self.own else _(self.name)


VIEWS: Sequence[View] = (
    View("open", N_("Open"), Wanted((_OPEN,), _BY_CLOCK)),
    View("overdue", N_("Overdue"), Wanted((("clock", "overdue"),), _BY_CLOCK)),
    View("to_relay", N_("To relay"), Wanted((("stage", "unrelayed"),), _BY_CLOCK)),
    View("with_outlet", N_("At the outlet"), Wanted((("state", "relayed"), ("state", "accepted")), _BY_CLOCK)),
    View("held", N_("On hold"), Wanted((("stage", "held"),), _BY_CLOCK)),
    View("callback", N_("Callback"), Wanted((("stage", "callback"),), _BY_CLOCK)),
    View("today", N_("Opened today"), Wanted((("opened_from", "today"),), (("opened", True),))),
    View("complaint", N_("Open, with a complaint"), Wanted((_OPEN, ("complaint", "yes")), _BY_CLOCK)),
    View("ended", N_("Ended"), Wanted((("standing", "ended"),), (("ended", True),))),
    View("all", N_("All orders"), Wanted((), (("opened", True),))),
)
FIRST = VIEWS[0]


def kept(view: View) -> dict[str, Any]:
    """A view as JSON holds it."""
    return {
        "code": view.code, "name": view.name, "filters": [list(one) for one in view.wanted.filters],
        "sort": [list(one) for one in view.wanted.sort], "columns": list(view.columns), "own": view.own,
    }


def view_of(written: object) -> View | None:
    """The reverse of `kept`; None for what is no view. What this program does not know falls away."""
    if not isinstance(written, Mapping) or not isinstance(written.get("name"), str):
        return None
    filters = tuple((str(name), str(value)) for name, value in _pairs(written.get("filters")) if name in FIELDS)
    sort = tuple((str(name), bool(down)) for name, down in _pairs(written.get("sort")) if name in SORTS)
    columns = written.get("columns")
    return View(
        str(written.get("code") or ""), written["name"], Wanted(filters, sort),
        tuple(map(str, columns)) if isinstance(columns, list) else (), bool(written.get("own")),
    )


def _pairs(written: object) -> Iterable[tuple[Any, Any]]:
    listed = written if isinstance(written, list) else []
    return [(one[0], one[1]) for one in listed if isinstance(one, list) and len(one) == 2 and isinstance(one[0], str)]
