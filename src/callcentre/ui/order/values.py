"""What the fields of an event hold, in words: how they were corrected or amended, and how they read before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant
from callcentre.domain.profile import Coded, Profile
from callcentre.ui import formats
from callcentre.ui.acting.forms import Ask
from callcentre.ui.order.forms import BY_KIND
from callcentre.words import _, codes, language


@dataclass(frozen=True, slots=True)
class Reader:
    """Says the values of an order of one category."""

    profile: Profile
    category: str
    now: Instant
    zone: ZoneInfo

    def said(self, kind: str, fields: Mapping[str, object]) -> str:
        """Such as "Arrived 14:05, Charged CNY 80.00", by the form of this kind of event; what none asks is left out."""
        form = BY_KIND.get(kind)
        return formats.listed(*(self._field(kind, ask, fields) for ask in form.asks)) if form is not None else ""

    def _field(self, kind: str, ask: Ask, fields: Mapping[str, object]) -> str:
        if ask.kind == "window" and {"start", "end"} & set(fields):
            value = self._window(fields.get("start"), fields.get("end"))
        elif ask.code in fields:
            value = self._value(kind, ask, fields[ask.code])
        else:
            return ""
        nothing = _("nothing")
        return f"{_(ask.name)} {value or nothing}"

    def _value(self, kind: str, ask: Ask, value: object) -> str:
        if value is None or value == "":
            return ""
        read = _READ.get(ask.kind)
        return read(self, kind, ask, value) if read is not None else str(value)

    def _window(self, start: object, end: object) -> str:
        return formats.window(start, end, self.zone) if isinstance(start, int) and isinstance(end, int) else ""


def _code(_reader: Reader, _kind: str, ask: Ask, value: object) -> str:
    return codes.shown(dict(ask.words or {}), str(value))


def _reason(reader: Reader, kind: str, _ask: Ask, value: object) -> str:
    return _listed(reader.profile.reasons.get(kind, ()), str(value))


def _of_profile(reader: Reader, _kind: str, ask: Ask, value: object) -> str:
    return _listed(getattr(reader.profile, ask.among[0]), str(value))


def _fault(reader: Reader, _kind: str, _ask: Ask, value: object) -> str:
    symptom = reader.profile.symptom(reader.category, str(value))
    return symptom.words[language()] if symptom else str(value)


def _moment(reader: Reader, _kind: str, _ask: Ask, value: object) -> str:
    return formats.moment(value, reader.now, reader.zone) if isinstance(value, int) else str(value)


def _money(_reader: Reader, _kind: str, _ask: Ask, value: object) -> str:
    return formats.money(value) if isinstance(value, int) else str(value)


def _yes_no(_reader: Reader, _kind: str, _ask: Ask, value: object) -> str:
    return _("yes") if value else _("no")


def _parts(_reader: Reader, _kind: str, _ask: Ask, value: object) -> str:
    listed = value if isinstance(value, list | tuple) else ()
    return formats.listed(*(f"{code} × {count}" for code, count, *_price in listed))


_READ: Mapping[str, Callable[[Reader, str, Ask, object], str]] = {
    "code": _code, "reason": _reason, "profile": _of_profile, "fault": _fault,
    "moment": _moment, "money": _money, "yes_no": _yes_no, "parts": _parts,
}


def _listed(items: Sequence[Coded], code: str) -> str:
    return next((item.words[language()] for item in items if item.code == code), code)
