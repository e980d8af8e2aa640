"""What is drawn of all there is: the layers switched on, the filters in use, which a list of orders can take over."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, Signal

from callcentre.screens.outlet_map.describing import layer_words
from callcentre.screens.outlet_map.filters import COVERAGE, Wanted, wanted_of
from callcentre.screens.outlet_map.view import MapView
from callcentre.store.order_filters import Filter
from callcentre.ui.order.filters import as_data, filters_of
from callcentre.ui.screen import ScreenContext


class Narrowing(QObject):
    """`wanted` is what is drawn; `changed` fires when it is another."""

    changed = Signal()

    def __init__(self, view: MapView, ctx: ScreenContext) -> None:
        super().__init__(view)
        self._view, self._ctx = view, ctx
        self.wanted = wanted_of(ctx.remembered.get("map", "wanted", Wanted().kept()))
        self.counts: Mapping[str, int] = {}
        for layer, button in view.layers.items():
            button.acted.connect(partial(self.toggle, layer))
        view.add.acted.connect(self.ask)
        view.listed.acted.connect(self.show_list)
        view.filters.chosen.connect(self._add)

    def show_only(self, data: Mapping[str, object]) -> None:
        """The orders of a list, as `orders.show` names them."""
        self._want(self.wanted.only(filters_of(data)))

    def toggle(self, layer: str) -> None:
        """Draws a layer, or no more."""
        self._want(replace(self.wanted, layers=self.wanted.layers ^ {layer}))

    def toggle_coverage(self) -> None:
        """Draws how far the outlets reach, or no more."""
        self.toggle(COVERAGE)

    @property
    def covers(self) -> bool:
        """Whether coverage is drawn."""
        return COVERAGE in self.wanted.layers

    def show_list(self) -> None:
        """The open orders that are drawn as a list."""
        self._ctx.navigate("orders.show", **{"standing": ["open"], **as_data(self.wanted.filters)})

    def ask(self) -> None:
        """Opens the sheet of filters under its button."""
        button = self._view.add
        corner = button.mapTo(self._view, QPoint(0, button.height() + 6))
        self._view.filters.start(QRect(corner, button.size()))

    def say(self) -> None:
        """Layers and chips in the language in use."""
        view, wanted = self._view, self.wanted
        for layer, button in view.layers.items():
            is_on = layer in wanted.layers
            button.icon_name = "checkmark_circle" if is_on else "circle"
            button.setChecked(is_on)
            button.say(layer_words(layer, self.counts.get(layer)))
        filters = wanted.filters
        view.show_chips([(view.naming.chip(filters, field), partial(self._drop, field)) for field in filters.fields()])

    def named(self, names: Mapping[Filter, str]) -> None:
        """The names of outlets and customers in the filters were read."""
        self._view.naming.names.update(names)
        self.say()

    def _add(self, field: str, value: str, words: str) -> None:
        self._view.naming.names[field, value] = words
        self._want(self.wanted.only(self.wanted.filters.with_(field, value).filters))

    def _drop(self, field: str) -> None:
        self._want(self.wanted.only(self.wanted.filters.without(field).filters))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._ctx.remembered.put("map", "wanted", wanted.kept())
        self.say()
        self.changed.emit()
