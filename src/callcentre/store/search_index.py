"""The search index: words of things as bigrams, so that any two characters of them find."""

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

CREATE_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='', contentless_delete=1, tokenize='unicode61')"
)
Document = tuple[str, UUID, str]
"""Kind and id of a thing, and every word it is found by."""

_CJK = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"([{_CJK}]+)|([^\\W_{_CJK}]+)")
_FEW = 8
"""Up to so many documents a look-up each costs less than the statements that serve thousands."""

_KNOW = (
    "INSERT INTO search_doc (kind, id) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind RETURNING n"
)
_KNOW_MANY = "INSERT INTO search_doc (kind, id) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"
_INDEX = "INSERT OR REPLACE INTO search_index (rowid, words) VALUES (?, ?)"
_INDEX_MANY = "INSERT OR REPLACE INTO search_index (rowid, words) SELECT n, ?2 FROM search_doc WHERE id = ?1"


def runs_of(text: str) -> list[tuple[str, bool]]:
    """The runs of a text, each with whether it is CJK: full width as half width, capitals as small."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [(found[0], found.lastindex == 1) for found in _RUN.finditer(plain)]


def terms_of(text: str) -> str:
    """The terms a text is indexed by. A CJK run ends in its last character, so that one character finds too."""
    terms: list[str] = []
    for run, is_cjk in runs_of(text):
        if is_cjk:
            terms.extend(run[at : at + 2] for at in range(len(run)))
        else:
            terms.append(run)
    return " ".join(terms)


def index_many(session: Session, documents: Iterable[Document]) -> None:
    """Puts things into the index, or anew where they are in it."""
    write_terms(session, [(kind, pk, terms_of(text)) for kind, pk, text in documents])


def write_terms(session: Session, documents: Iterable[Document]) -> None:
    """As `index_many`, of documents whose text was already turned into terms."""
    rows = [(kind, pk.bytes, terms) for kind, pk, terms in documents]
    if not rows:
        return
    driver = session.connection().connection.driver_connection
    assert driver is not None
    if len(rows) <= _FEW:
        for kind, pk, terms in rows:
            (n,) = driver.execute(_KNOW, (kind, pk)).fetchone()
            driver.execute(_INDEX, (n, terms))
        return
    driver.executemany(_KNOW_MANY, [(kind, pk) for kind, pk, _terms in rows])
    driver.executemany(_INDEX_MANY, [(pk, terms) for _kind, pk, terms in rows])


def match_of(text: str) -> str:
    """The FTS5 query for what was typed: all its words, the last run of each as a beginning; empty for no word."""
    return " AND ".join(filter(None, map(_phrase, text.split())))


def _phrase(word: str) -> str:
    runs = runs_of(word)
    if not runs:
        return ""
    terms: list[str] = []
    for at, (run, is_cjk) in enumerate(runs):
        if not is_cjk:
            terms.append(run)
        elif at == len(runs) - 1 and len(run) > 1:
            # Whatever follows in the text has made another last term there.
            terms.extend(run[begin : begin + 2] for begin in range(len(run) - 1))
        else:
            terms.extend(run[begin : begin + 2] for begin in range(len(run)))
    last, is_cjk = runs[-1]
    open_end = "" if is_cjk and len(last) > 1 else "*"
    return f'"{" ".join(terms)}"{open_end}'


def plain_runs(text: str) -> str:
    """A text as the search compares it: its runs without what lies between."""
    return "".join(run for run, _is_cjk in runs_of(text))
