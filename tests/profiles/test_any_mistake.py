"""Whatever stands in a profile: it is read, or the mistake is named at its place. Nothing else is raised."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from callcentre.domain.errors import BadValue
from callcentre.profiles.load import profile_body, profile_from
from callcentre.profiles.node import Path, path_text
from callcentre.words.errors import say


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from _paths(member, (*path, name))


PATHS = tuple(_paths(profile_body("after_sales")))
WRONG = st.sampled_from([None, "", " ", "x", "2026-13-01", "{", -1, 0, 10**9, 1.5, float("nan"), True, [], ["x"], {}, {"x": 1}])
REMOVED = object()


def _flaw(body: dict[str, Any]) -> BadValue | None:
    try:
        profile_from(body, version="draft")
    except BadValue as bad:
        return bad
    return None


def _inside(body: Any, path: Path) -> Any:
    for step in path[:-1]:
        body = body[step]
    return body


@settings(max_examples=400)
@given(path=st.sampled_from(PATHS), value=WRONG | st.just(REMOVED))
def test_one_wrong_value_is_read_or_named(path: Path, value: Any) -> None:
    body = profile_body("after_sales")
    around = _inside(body, path)
    if value is REMOVED:
        del around[path[-1]]
    else:
        around[path[-1]] = value
    flaw = _flaw(body)
    if flaw is not None:
        # What depends on it, such as a tariff for a kind that is gone, may be where it shows.
        assert flaw.field
        assert flaw.data["place"] == "draft"
        assert say(flaw) != str(flaw), "there is no sentence for it"


@settings(max_examples=150)
@given(path=st.sampled_from([path for path in PATHS if len(path) > 1]))
def test_a_value_of_another_type_is_named_exactly(path: Path) -> None:
    body = profile_body("after_sales")
    _inside(body, path)[path[-1]] = None
    flaw = _flaw(body)
    # Only what a callback answer may leave unasked can be nothing.
    assert path[0] == "survey" if flaw is None else _one_holds_the_other(flaw.field, path_text(path))


def _one_holds_the_other(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
