"""What marks, filters and suggested outlets say, in the language in use."""

from collections.abc import Mapping
from uuid import UUID

from callcentre.domain.profile import Profile
from callcentre.screens.outlet_map.clusters import Node
from callcentre.store.map_marks import ComplaintMark, OrderMark, OutletMark
from callcentre.store.suggestions import OutletSuggestion
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.order.filters import STAGES
from callcentre.ui.order.telling import words_of
from callcentre.words import N_, _, codes, language, ngettext

FOR = {
    "knows_the_asset": N_("has served this machine"), "same_district": N_("same district"),
    "same_city": N_("same city"), "skilled": N_("skilled for it"), "any_skill": N_("takes every kind"),
}
AGAINST = {"far": N_("far away"), "had_it": N_("this order was with it"), "no_place": N_("distance unknown")}


UNREAD = "–"
"""Stands where a number will be."""


def layer_words(layer: str, count: int | None) -> str:
    """A layer's toggle with how many there are; None: nobody knows yet."""
    said = {"order": _("Open orders {n}"), "outlet": _("Outlets {n}"), "complaint": _("Complaints {n}")}[layer]
    return said.format(n=UNREAD if count is None else formats.count(count))


NAMED = 5
"""Clusters up to this size name their outlets."""


class Describe:
    """Turns nodes into what the card beside them says."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self.outlets: Mapping[UUID, str] = {}
        self.grades: Mapping[str, str] = {}

    def node(self, node: Node, now: int) -> Card:
        """The card of a mark or cluster."""
        if not node.single:
            return self._cluster(node)
        row, rough = node.mark.row, node.mark.rough
        if isinstance(row, OutletMark):
            return self.outlet(row)
        lines = self._order(row, now) if isinstance(row, OrderMark) else self._complaint(row, now)
        if rough:
            lines.append(Line(_("Only the city is known, drawn in its middle"), icon="info"))
        tone, icon = _TONES[node.mark.tone]
        no = formats.tail(row.no) if isinstance(row, OrderMark | ComplaintMark) else ""
        customer = row.customer if isinstance(row, OrderMark | ComplaintMark) else ""
        return Card(customer or no, note=no if customer else "", icon=icon, tone=tone, filled=bool(tone), lines=tuple(lines))

    def outlet(self, row: OutletMark, distance: str = "") -> Card:
        """An outlet with its grade and what it was given today."""
        lines = [Line(formats.joined(row.spot.city, row.spot.district)), load_line(row.today, row.capacity)]
        if row.open:
            lines.append(Line(ngettext("{n} order in hand", "{n} orders in hand", row.open).format(n=row.open)))
        return Card(row.name, note=grade_words(self.grades.get(row.code, "")), right=distance, lines=tuple(lines))

    def _cluster(self, node: Node) -> Card:
        lines = []
        for n, words, tone, icon in (
            (node.late, _("{n} overdue"), "overdue", "warning"), (node.soon, _("{n} due soon"), "due", "clock"),
            (node.held, _("{n} on hold"), "hold", "pause"),
        ):
            if n:
                lines.append(Line(words.format(n=formats.count(n)), tone=tone, icon=icon))
        parts = [
            ngettext("{n} open order", "{n} open orders", node.orders).format(n=formats.count(node.orders))
            if node.orders else "",
            ngettext("{n} outlet", "{n} outlets", node.outlets).format(n=formats.count(node.outlets))
            if node.outlets else "",
            ngettext("{n} complaint", "{n} complaints", node.complaints).format(n=formats.count(node.complaints))
            if node.complaints else "",
        ]
        names = [mark.row.name for mark in node.marks() if isinstance(mark.row, OutletMark)] if node.count <= NAMED else []
        return Card(formats.listed(*parts), lines=(*lines, *(Line(name) for name in names)))

    def _order(self, row: OrderMark, now: int) -> list[Line]:
        symptom = self._profile.symptom(row.category, row.fault)
        fault = symptom.words[language()] if symptom else row.fault
        outlet = self.outlets.get(row.outlet_id, "") if row.outlet_id is not None else ""
        left = formats.left(row.due, now) if row.due is not None else ""
        tone = "overdue" if row.due is not None and row.due <= now and row.stage not in ("callback", "held") else ""
        return [
            Line(formats.joined(words_of(self._profile.order_kinds, row.kind), fault)),
            Line(formats.joined(_(STAGES.get(row.stage, row.stage)), left), tone=tone),
            Line(outlet or _("no outlet yet")),
        ]

    def _complaint(self, row: object, now: int) -> list[Line]:
        assert isinstance(row, ComplaintMark)
        left = formats.left(row.due, now) if row.due is not None else ""
        return [
            Line(formats.joined(_("Complaint"), words_of(self._profile.complaint_categories, row.category))),
            Line(formats.joined(codes.shown(codes.COMPLAINT_STATES, row.state), left)),
        ]


_TONES = {
    "plain": ("", "circle"), "due": ("due", "clock"), "overdue": ("overdue", "warning"), "hold": ("hold", "pause"),
    "danger": ("danger", "fire"),
}


def grade_words(grade: str) -> str:
    """A 级 (grade A), empty without one."""
    return _("grade {grade}").format(grade=grade) if grade else ""


def load_line(today: int, capacity: int | None) -> Line:
    """What an outlet was given today, against its room where that is known."""
    if capacity is None:
        return Line(_("{n} taken today").format(n=today), bar_permille=min(1000, today * 50))
    room = max(0, capacity - today)
    permille = 1000 * today // capacity if capacity else 1000
    words = _("Room for {n} today").format(n=room) if room else _("Full today")
    little = room <= 1
    return Line(
        words, bar_permille=permille, bar_tone="due" if little else "plain", tone="due" if little else "",
        strong=little,
    )


def suggestion_card(one: OutletSuggestion, number: int, grade: str) -> Card:
    """An outlet that could take the order, with what speaks for it and against."""
    said = formats.joined(*[_(words) for code, words in FOR.items() if code in one.reasons])
    against = formats.joined(*(_(AGAINST[code]) for code in one.reasons if code in AGAINST))
    lines = [load_line(one.today, one.capacity)]
    if said:
        lines.append(Line(said, icon="checkmark_circle", tone="good"))
    if against:
        lines.append(Line(against, icon="warning", tone="due"))
    return Card(
        one.name, note=grade_words(grade), key=f"Ctrl+{number}" if number < 10 else "",
        right=formats.distance(round(one.metres)) if one.metres is not None else "", lines=tuple(lines),
    )
