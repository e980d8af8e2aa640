"""The views a person keeps, and the list that was left last."""

from callcentre.runtime.remembered import Remembered
from callcentre.screens.orders.views import FIRST, VIEWS, View, kept, view_of
from callcentre.store.order_filters import Wanted

GROUP, OWN, LAST = "orders", "views", "list"
_OWN_CODE = "own:"


class KeptViews:
    """Remembered at this workstation."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered

    def own(self) -> list[View]:
        """A person's own, in the order in which they were kept."""
        written: list[object] = self._remembered.get(GROUP, OWN, [])
        return [view for view in map(view_of, written) if view is not None]

    def first(self) -> View:
        """The view one begins with."""
        return FIRST

    def last(self) -> View:
        """The view that was left last, as it was left: its filters may be others by now."""
        return self._left() or FIRST

    def origin(self, view: View) -> View:
        """The view as it is kept, whatever was changed since."""
        return next((one for one in (*VIEWS, *self.own()) if one.code == view.code), view)

    def note(self, view: View) -> None:
        """What the list shows now."""
        self._remembered.put(GROUP, LAST, kept(view))

    def keep(self, name: str, wanted: Wanted, columns: tuple[str, ...]) -> View:
        """Keeps a list under a name; one of that name takes its place."""
        view = View(_OWN_CODE + name, name, wanted, columns, own=True)
        others = [one for one in self.own() if one.code != view.code]
        self._remembered.put(GROUP, OWN, [kept(one) for one in (*others, view)])
        return view

    def drop(self, view: View) -> None:
        """Forgets a view."""
        self._remembered.put(GROUP, OWN, [kept(one) for one in self.own() if one.code != view.code])

    def _left(self) -> View | None:
        return view_of(self._remembered.get(GROUP, LAST, {}))
