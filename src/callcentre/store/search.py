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

_KNOW_ONE = (
    "INSERT INTO search_doc (kind, id) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind RETURNING n"
)
_KNOW_NEW = (
    "INSERT INTO search_doc (kind, id) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM search_doc WHERE id = ?2)"
)
_INDEX = "INSERT OR REPLACE INTO search_index (rowid, words) VALUES ((SELECT n FROM search_doc WHERE id = ?), ?)"


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
    rows = [(kind, pk.bytes, terms_of(text)) for kind, pk, text in documents]
    if not rows:
        return
    connection = session.connection()
    if len(rows) <= _FEW:
        for kind, pk, terms in rows:
            n = connection.exec_driver_sql(_KNOW_ONE, (kind, pk)).scalar_one()
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO search_index (rowid, words) VALUES (?, ?)", (n, terms)
            )
        return
    connection.exec_driver_sql(_KNOW_NEW, [(kind, pk) for kind, pk, _terms in rows])
    connection.exec_driver_sql(_INDEX, [(pk, terms) for _kind, pk, terms in rows])
