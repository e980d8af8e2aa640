"""What each kind of complaint event says.

Its texts live apart: words everywhere, wish of `received`, finding of `investigated`, what of
`remedy_given`, explanation of `ended`.
"""

from collections.abc import Mapping

from callcentre.domain.complaints import ENDED_AS
from callcentre.domain.event_data import CONTACT_OUTCOMES
from callcentre.domain.fields import Field, checked_by, one_of
from callcentre.domain.lifecycle import ABOUT

_ID = Field("id")
_NEEDED_ID = Field("id", required=True)
_CODE = Field("code")
_NEEDED_CODE = Field("code", required=True)

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "received": {
        "channel": _CODE,
        "external_ref": _CODE,
        "category": _NEEDED_CODE,
        "severity": _CODE,
        "against": one_of(ABOUT),
        "order": _ID,
        "customer": _ID,
        "outlet": _ID,
        "person": _ID,
        "owner": _ID,
    },
    "acknowledged": {"channel": _NEEDED_CODE},
    "assessed": {
        "severity": _CODE,
        "category": _CODE,
        "against": one_of(ABOUT),
        "outlet": _ID,
        "person": _ID,
    },
    "investigated": {},
    "remedy_offered": {"kind": _NEEDED_CODE, "compensation_fen": Field("fen")},
    "accepted_by_customer": {},
    "rejected_by_customer": {},
    "remedy_given": {},
    "escalated": {"to": _CODE},
    "ended": {"ended_as": one_of(ENDED_AS, required=True), "cause": _CODE},
    "withdrawn_by_customer": {},
    "owner_offered": {"person": _NEEDED_ID},
    "owner_accepted": {},
    "owner_returned": {"reason": _CODE},
    "reopened": {"reason": _NEEDED_CODE},
    "contacted": {"outcome": one_of(CONTACT_OUTCOMES, required=True), "channel": _CODE},
    "promised": {"until": Field("instant", required=True)},
    "task_asked": {"person": _ID, "outlet": _ID, "until": Field("instant")},
    "task_answered": {"task": _NEEDED_ID},
    "evidence": {"attachment": _NEEDED_ID},
    "noted": {},
}


def checked(kind: str, data: Mapping[str, object]) -> dict[str, object]:
    """`data` of a complaint's event without empty fields; raises as `fields.checked_by`."""
    return checked_by(FIELDS[kind], kind, data)
