"""Whatever the server's functions can answer or raise has words, in both languages."""

import re
from pathlib import Path

import pytest

from callcentre import words
from callcentre.domain.errors import Problem
from callcentre.sync import exchange, faults, line, server, talking
from callcentre.words.errors import SENTENCES, say

FUNCTIONS = sorted((Path(server.__file__).parent / "functions").glob("*.sql*"))
_CODE = re.compile(r"'([a-z]+\.[a-z_]+)'")
_RAISED = re.compile(r"RAISE EXCEPTION '([a-z_.]+)' USING ERRCODE = '([a-z_]+)'")
_MADE = ("no_right", "undo_not_yours", "undo_too_late", "illegal")
"""What `sync.illegal` puts behind the name of the machine."""
_STATES = {"insufficient_privilege": "42501", "invalid_authorization_specification": "28000"}


def text() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in FUNCTIONS)


def raised() -> dict[str, str]:
    """Codes that end a request as an error of the database: they are told by its SQLSTATE."""
    return dict(_RAISED.findall(text()))


def answered() -> set[str]:
    """Codes that stand in an answer and are kept with the act."""
    found = set(_CODE.findall(text())) - set(raised())
    made = {f"{machine}.{what}" for machine in ("order", "complaint") for what in _MADE if f"{machine}.{what}" in SENTENCES}
    kept = set(re.findall(r'"([a-z]+\.[a-z_]+)"', Path(exchange.__file__).read_text(encoding="utf-8")))
    return found | made | kept | {"act.no_right", "row.unknown", "row.not_yet"}


def test_every_answer_of_the_server_has_a_sentence() -> None:
    assert len(answered()) > 20
    assert answered() - SENTENCES.keys() == set()


def test_whatever_an_order_or_complaint_refuses_has_a_sentence() -> None:
    assert {f"order.{what}" for what in _MADE} <= SENTENCES.keys()
    assert {f"complaint.{what}" for what in _MADE if not what.startswith("undo")} <= SENTENCES.keys()


def test_every_error_that_the_server_raises_is_a_fault_with_words_or_that_of_one_act() -> None:
    states = {state for state, _code, _retry in faults._STATES}
    for code, state in raised().items():
        if state in _STATES:
            assert any(_STATES[state].startswith(known) for known in states), code
        else:
            # Malformed, as no desk of ours writes it: the batch is halved down to the act, which then says so.
            assert state in {"invalid_parameter_value", "program_limit_exceeded"}, code


def test_every_fault_of_the_line_has_a_sentence() -> None:
    spoken = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (faults, line, talking))
    codes = set(re.findall(r'"((?:line|server)\.[a-z_]+)"', spoken))
    assert len(codes) > 20
    assert codes - SENTENCES.keys() == set()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_sentence_is_whole_however_little_the_server_told(language: str) -> None:
    before = words.language()
    words.use(language)
    try:
        for code in sorted(answered() | {code for code in SENTENCES if code.startswith(("line.", "server.", "file."))}):
            said = say(Problem(code))
            assert "{" not in said and len(said) > 5, code
            assert any("一" <= letter <= "鿿" for letter in said) == (language == "zh_CN"), code
    finally:
        words.use(before)
