"""An order as a message for a messenger, by the outlet's template."""

from collections.abc import Sequence
from uuid import UUID

from callcentre.runtime.remembered import Remembered
from callcentre.screens.outlets.day_rows import DayReading
from callcentre.store.dispatch import DayRow
from callcentre.ui import formats
from callcentre.words import N_, _, codes

TEMPLATE = N_(
    "Order {no}\nSubject: {subject}\nCustomer: {customer} {phone}\nAddress: {place}\nMachine: {machine}\n"
    "Window: {window}\nThe customer says: {words}\nPlease answer with {tail} and accept or decline."
)
FIELDS = ("no", "tail", "subject", "customer", "phone", "place", "machine", "window", "words", "urgency")
HASTE = {"danger": N_("Danger: somebody goes at once"), "urgent": N_("Urgent: as soon as possible")}
"""Stands above a message whose template has no place for the urgency: no template leaves a danger unsaid."""
_GROUP = "message templates"


def template_of(remembered: Remembered, outlet: UUID) -> str:
    """The outlet's own template, else the usual one in the language in use."""
    own = remembered.get(_GROUP, str(outlet), "")
    return own if isinstance(own, str) and own.strip() else _(TEMPLATE)


def keep_template(remembered: Remembered, outlet: UUID, text: str) -> None:
    """Keeps an outlet's template; one that is empty or the usual one is kept as none."""
    remembered.put(_GROUP, str(outlet), "" if text.strip() == _(TEMPLATE).strip() else text)


def message(row: DayRow, words: str, template: str, reading: DayReading) -> str:
    """The text of one order; lines of which nothing is known are left out."""
    facts = {
        "no": row.no, "tail": formats.tail(row.no), "subject": reading.subject(row), "customer": row.customer,
        "phone": formats.phone(row.phone), "place": row.place, "machine": formats.joined(row.model, row.serial),
        "window": reading.window(row), "words": words,
        "urgency": "" if row.urgency == "normal" else codes.shown(codes.URGENCIES, row.urgency),
    }
    haste = [_(HASTE[row.urgency])] if row.urgency in HASTE and "{urgency}" not in template else []
    lines = [*haste, *(_filled(line, facts) for line in template.splitlines())]
    return "\n".join(line for line in lines if line is not None)


def messages(rows: Sequence[tuple[DayRow, str, str]], reading: DayReading) -> str:
    """Several orders in one text, an empty line between them: (order, its words, its outlet's template), ..."""
    return "\n\n".join(message(row, words, template, reading) for row, words, template in rows)


def _filled(line: str, facts: dict[str, str]) -> str | None:
    """A line with its facts; None where it holds fields and nothing is known of any of them."""
    named = [name for name in FIELDS if f"{{{name}}}" in line]
    if named and not any(facts[name] for name in named):
        return None
    for name in named:
        line = line.replace(f"{{{name}}}", facts[name])
    return line.rstrip()
