"""What is paid for on the day an order was opened (design section 6)."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from callcentre.domain.event import NOTHING

LABOUR_SCOPES = frozenset({"all", "labour"})
PARTS_SCOPES = frozenset({"all", "parts"})
COVER_KINDS = frozenset({"maker", "extended", "part", "goodwill", "after_repair"})
COVER_SCOPES = LABOUR_SCOPES | PARTS_SCOPES


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One cover of an asset; both days are covered."""

    no: str
    kind: str
    scope: str
    from_on: date
    until_on: date
    payer: str = ""

    def holds(self, day: date, scopes: frozenset[str]) -> bool:
        """Whether this row pays for something of `scopes` on `day`."""
        return self.scope in scopes and self.from_on <= day <= self.until_on


@dataclass(frozen=True, slots=True)
class CoverState:
    """Whether labour and parts are paid for, and the code and data of why.

    `reason` is one of cover.row (until, kind, payer, no), cover.warranty (until),
    cover.row_over (until, kind, payer, no), cover.row_later (from), cover.warranty_over
    (until), cover.no_asset, cover.no_purchase_date, cover.no_warranty.
    """

    labour: bool
    parts: bool
    reason: str
    data: Mapping[str, object] = field(default_factory=lambda: NOTHING)


def add_months(day: date, months: int) -> date:
    """The same day `months` calendar months later, or the last day of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if years > date.max.year:
        return date.max
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


NO_ASSET = CoverState(labour=False, parts=False, reason="cover.no_asset")
"""An order that names no asset is covered by nothing."""


def cover_on(
    day: date, covers: Sequence[CoverRow], purchased_on: date | None, warranty_months: int | None
) -> CoverState:
    """What pays for work on one asset on the local `day` an order was opened.

    Its cover rows decide where it has any; without them the maker's warranty does:
    `warranty_months` of its model (None: no model or none stated) from the purchase on.
    """
    if covers:
        return _by_rows(day, covers)
    if purchased_on is None:
        return CoverState(labour=False, parts=False, reason="cover.no_purchase_date")
    if warranty_months is None:
        return CoverState(labour=False, parts=False, reason="cover.no_warranty")
    until = add_months(purchased_on, warranty_months)
    held = day <= until
    reason = "cover.warranty" if held else "cover.warranty_over"
    return CoverState(labour=held, parts=held, reason=reason, data={"until": until})


def _by_rows(day: date, covers: Sequence[CoverRow]) -> CoverState:
    labour = any(row.holds(day, LABOUR_SCOPES) for row in covers)
    parts = any(row.holds(day, PARTS_SCOPES) for row in covers)
    paying = [row for row in covers if row.holds(day, COVER_SCOPES)]
    past = [row for row in covers if row.until_on < day]
    if paying or past:
        row = max(paying or past, key=lambda row: (row.until_on, row.no))
        reason = "cover.row" if paying else "cover.row_over"
        data = {"until": row.until_on, "kind": row.kind, "payer": row.payer, "no": row.no}
        return CoverState(labour=labour, parts=parts, reason=reason, data=data)
    return CoverState(
        labour=False, parts=False, reason="cover.row_later", data={"from": min(row.from_on for row in covers)}
    )
