"""How often things happen in the demo year, and what is drawn for one order."""

from dataclasses import dataclass
from random import Random

from callcentre.demo.catalogue import KINDS, Line
from callcentre.domain.profile import Profile, Symptom


@dataclass(frozen=True, slots=True)
class Shares:
    """Of all orders of the year; those still open at its end have not come to everything drawn for them."""

    declined: float = 0.08
    parts: float = 0.12
    moved: float = 0.06
    urged: float = 0.05
    dissatisfied: float = 0.07
    complaints: float = 0.03
    unreachable: float = 0.04
    cancelled_on_word: float = 0.02
    several_machines: float = 0.03
    danger: float = 0.01
    by_phone: float = 0.14
    cancelled: float = 0.015
    returned: float = 0.015
    again: float = 0.03
    """The same fault comes back within a month."""


SHARES = Shares()
_DRAWN = 0.95
"""Of all orders, those whose fate is drawn: neither projects nor faults that come back."""
_FIELD = (1 - SHARES.by_phone - SHARES.cancelled_on_word - SHARES.cancelled) * _DRAWN
"""What an outlet serves to the end."""
_REPAIRS = 0.66
"""Of these, repairs."""
_FIELD_KINDS = tuple(kind for kind, _weight in KINDS if kind != "advice")
_FIELD_WEIGHTS = tuple(weight for kind, weight in KINDS if kind != "advice")
_ADVICE = 0.3
"""Of what is solved on the phone, what was no fault at all."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one order. `way` is phone, cancelled, cancelled_on_word or field."""

    way: str
    kind: str
    fault: str = ""
    hazard: str = ""
    saying: str = ""
    """The fault as the caller says it."""
    urgent: bool = False
    declined: bool = False
    returned: bool = False
    parts: bool = False
    moved: bool = False
    urges: int = 0
    ending: str = "satisfied"
    """satisfied, dissatisfied or unreachable."""
    complaint: bool = False
    again: bool = False
    stops_after: int = 0
    """The order lies where it is after so many steps; 0: it goes on."""


def draw(rng: Random, profile: Profile, line: Line, *, worse: float = 1.0, recent: bool = False) -> Fate:
    """Draws what happens to an order; `worse` multiplies what the outlet is to blame for."""
    way = _way(rng)
    if way == "phone":
        kind = "advice" if rng.random() < _ADVICE else "repair"
    else:
        kind = rng.choices(_FIELD_KINDS, _FIELD_WEIGHTS)[0]
    repair = kind == "repair"
    danger = way == "field" and repair and rng.random() < SHARES.danger / (_FIELD * _REPAIRS)
    symptom = _symptom(rng, profile, line, danger=danger) if repair else None
    field = way == "field"
    lies = recent and rng.random() < 0.3
    return Fate(
        way=way,
        kind=kind,
        fault=symptom.code if symptom else "",
        hazard=symptom.hazard if symptom else "",
        saying=symptom.words["zh_CN"] if symptom else "",
        urgent=rng.random() < 0.06,
        declined=field and not danger and rng.random() < (0.3 if lies else SHARES.declined / _FIELD),
        returned=field and not danger and rng.random() < (0.3 if lies else SHARES.returned / _FIELD),
        parts=field and repair and not danger and rng.random() < SHARES.parts / (_FIELD * _REPAIRS * (1 - SHARES.danger)),
        moved=field and not danger and rng.random() < SHARES.moved / _FIELD,
        urges=rng.choices((1, 2, 3), (78, 17, 5))[0] if field and rng.random() < SHARES.urged / _FIELD else 0,
        # A danger is never left unreached: it takes two supervisors to close one without the customer's word.
        ending=_ending(rng, worse) if field and not danger else "satisfied",
        complaint=field and rng.random() < worse * SHARES.complaints / _FIELD,
        again=field and repair and rng.random() < worse * SHARES.again / (_FIELD * _REPAIRS),
        stops_after=rng.randint(1, 9) if lies else 0,
    )


def _way(rng: Random) -> str:
    drawn = rng.random()
    for way, share in (
        ("phone", SHARES.by_phone), ("cancelled_on_word", SHARES.cancelled_on_word), ("cancelled", SHARES.cancelled),
    ):
        if drawn < share / _DRAWN:
            return way
        drawn -= share / _DRAWN
    return "field"


def _ending(rng: Random, worse: float) -> str:
    drawn = rng.random() * _FIELD
    if drawn < SHARES.unreachable:
        return "unreachable"
    return "dissatisfied" if drawn < SHARES.unreachable + worse * SHARES.dissatisfied else "satisfied"


def _symptom(rng: Random, profile: Profile, line: Line, *, danger: bool) -> Symptom | None:
    """A symptom of the product; what stands first in the fault tree comes more often."""
    group = profile.group(line.group)
    found = [] if group is None else [symptom for symptom in group.symptoms if symptom.danger is danger]
    weights = [1 / (place + 2) for place in range(len(found))]
    return rng.choices(found, weights)[0] if found else None
