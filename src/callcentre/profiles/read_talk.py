"""What is said and written: script, callback survey, and headers as people write them."""

import string
from collections.abc import Mapping

from callcentre.domain.errors import BadValue
from callcentre.domain.event_data import FIELDS, checked
from callcentre.domain.profile import Answer, Question, Words
from callcentre.profiles.node import LANGUAGES, Node

QUESTION_KINDS: Mapping[str, str] = {"choice": "", "money": "fen", "score": "score", "words": ""}
"""Kind of question -> the type of the callback answer's field that takes its value."""
BLANKS = frozenset({"customer", "agent", "company", "order_no", "outlet", "product", "window"})
"""What may stand in braces in a script."""


def read_script(node: Node) -> dict[str, Words]:
    """What the agent says, by code; braces name what is filled in."""
    script = {}
    for code, item in node.pairs():
        item.allow(*LANGUAGES)
        for language in LANGUAGES:
            _check_blanks(item[language])
        script[code] = item.words()
    return script


def _check_blanks(node: Node) -> None:
    try:
        blanks = {name for _text, name, _spec, _how in string.Formatter().parse(node.text()) if name is not None}
    except ValueError:
        raise node.wrong("profile.braces") from None
    if unknown := sorted(blanks - BLANKS):
        raise node.wrong("profile.unknown_blank", blank=unknown[0], among=", ".join(sorted(BLANKS)))


def read_survey(node: Node) -> tuple[Question, ...]:
    """The rows of the callback survey; one of them has to ask whether the customer is satisfied."""
    questions = []
    for item in node.items(least=1):
        item.allow("code", "kind", "answers", "field", *LANGUAGES)
        kind = item["kind"].among(QUESTION_KINDS)
        questions.append(
            Question(
                code=item["code"].text(),
                kind=kind,
                words=item.words(),
                answers=tuple(_answer(answer) for answer in item["answers"].items(least=2))
                if kind == "choice"
                else (),
                field=_field(item, kind),
            )
        )
    if not any("satisfied" in answer.sets for question in questions for answer in question.answers):
        raise node.wrong("profile.nobody_asks")
    return tuple(questions)


def _answer(node: Node) -> Answer:
    node.allow("sets", *LANGUAGES)
    sets = {name: member.value for name, member in node["sets"].pairs()}
    try:
        checked("callback_answer", {"satisfied": True, **sets})
    except BadValue as bad:
        raise node["sets"].wrong("profile.no_answer_field", name=bad.field) from None
    return Answer(node.words(), sets)


def _field(item: Node, kind: str) -> str:
    if kind == "choice":
        return ""
    if kind == "words":
        return item["field"].among(["words"])
    wanted = QUESTION_KINDS[kind]
    return item["field"].among(name for name, field in FIELDS["callback_answer"].items() if field.kind == wanted)


def read_aliases(node: Node) -> dict[str, dict[str, str]]:
    """Import kind -> {header as people write it: column}."""
    return {
        kind: {header: column.text() for header, column in item.pairs()} for kind, item in node.pairs()
    }
