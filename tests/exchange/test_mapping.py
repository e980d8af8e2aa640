"""Mapping files: what they can say, and that a mistake in one is named by its place."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.conftest import Brings, Sends, says

from callcentre.domain.errors import BadValue, Problem
from callcentre.exchange.kinds import KINDS
from callcentre.exchange.mapping_file import mapping_from, read_mapping

GOOD = """
kind = "customers"
[[rows]]
[rows.columns]
customer_no = "id"
name = "who"
"""


def _with(text: str) -> Any:
    return mapping_from(tomllib.loads(text), KINDS["customers"])


def test_columns_constants_tables_dates_filters_and_made_up_keys(bring: Brings, send: Sends, tmp_path: Path) -> None:
    bring("customers", "customer_no,name\nC-1,张伟\nC-2,王芳\n")
    mapping = tmp_path / "orders.toml"
    mapping.write_text(
        """
kind = "orders"
encoding = "gbk"
delimiter = ";"
zone = "UTC"
[dates]
two = ["%Y-%b-%d %H:%M", "%d.%m.%Y"]
[tables.what]
"修" = "repair"
"装" = "installation"
[[where]]
column = "state"
not_in = ["void"]
[[rows]]
[rows.columns]
order_no = { template = "X-{line}" }
customer_no = { template = "C-{who}" }
kind = { from = "what", table = "what", otherwise = "advice" }
opened_at = { from = "when", dates = "two", plus_minutes = 90 }
fault = { from = "text", pattern = "^[a-z]+" }
channel = { value = "phone" }
[[rows]]
where = [{ column = "again", empty = false }]
[rows.columns]
order_no = { template = "X-{line}-b" }
customer_no = { template = "C-{who}" }
kind = { value = "inspection" }
opened_at = { from = "again", dates = "two" }
""",
        encoding="utf-8",
    )
    log = "who;what;when;again;text;state;more\n1;修;2026-Jan-02 08:00;03.02.2026;leak 7;;x\n2;?;05.02.2026;;9;ok;\n1;装;bad;;;void;\n"
    done = bring("orders", log.encode("gbk"), mapping=mapping)
    assert (says(done), done.counts.created) == ([], 3)
    assert [line.split(",")[:9:2] for line in send("orders").splitlines()[1:]] == [
        ["X-2", "", "", "", "2026-01-02T17:30:00+08:00"],
        ["X-2-b", "", "", "", "2026-02-03T08:00:00+08:00"],
        ["X-3", "", "", "", "2026-02-05T09:30:00+08:00"],
    ]
    assert "X-2,C-1,,repair,,leak" in send("orders")


def test_a_value_out_of_its_table_and_a_date_in_no_format_are_refused_at_their_line(bring: Brings, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'kind = "assets"\n[dates]\nd = ["%d.%m.%Y"]\n[tables.t]\nA = "1"\n[[rows]]\n[rows.columns]\nserial = "s"\n'
        'customer_no = { from = "c", table = "t" }\npurchased_on = { from = "d", dates = "d" }\n',
        encoding="utf-8",
    )
    done = bring("assets", "s,c,d\n1,B,\n2,A,2026-01-01\n", mapping=mapping)
    assert says(done) == [(2, "customer_no", "mapping.not_in_table"), (3, "purchased_on", "mapping.no_date")]
    assert [flaw.value for flaw in done.flaws] == ["B", "2026-01-01"]


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("", "kind", "value.not_among"),
        ('kind = "orders"', "kind", "mapping.other_kind"),
        ('kind = "customers"', "rows", "mapping.lacks"),
        ('kind = "customers"\nfoo = 1', "foo", "mapping.unknown_name"),
        (GOOD + 'colour = "x"', "rows[0].columns", "mapping.not_of_kind"),
        (GOOD.replace('name = "who"', ""), "rows[0].columns", "mapping.lacks"),
        (GOOD + "notes = 3", "rows[0].columns.notes", "mapping.wrong_type"),
        (GOOD + 'notes = { from = "a", value = "b" }', "rows[0].columns.notes", "mapping.one_origin"),
        (GOOD + 'notes = { value = "b", plus_minutes = 3 }', "rows[0].columns.notes", "mapping.only_with_from"),
        (GOOD + 'notes = { from = "a", table = "t" }', "rows[0].columns.notes.table", "value.not_among"),
        (GOOD + 'notes = { from = "a", pattern = "(" }', "rows[0].columns.notes.pattern", "mapping.bad_pattern"),
        (GOOD + 'notes = { from = "a", plus_minutes = "3" }', "rows[0].columns.notes.plus_minutes", "mapping.wrong_type"),
        ('zone = "Mars"\n' + GOOD, "zone", "mapping.no_zone"),
        ('datum = "gps"\n' + GOOD, "datum", "value.not_among"),
        ('delimiter = "|"\n' + GOOD, "delimiter", "value.not_among"),
        (GOOD + '[[where]]\ncolumn = "a"\n', "where[0]", "mapping.lacks"),
        (GOOD + '[[where]]\ncolumn = "a"\nin = "b"\n', "where[0].in", "mapping.wrong_type"),
        (GOOD + '[[where]]\ncolumn = "a"\nempty = "b"\n', "where[0].empty", "mapping.wrong_type"),
    ],
)
def test_a_mistake_is_named_by_its_place(text: str, field: str, code: str) -> None:
    with pytest.raises(BadValue) as refusal:
        _with(text)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_a_column_the_file_does_not_have_is_named(bring: Brings, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(GOOD, encoding="utf-8")
    with pytest.raises(BadValue) as refusal:
        bring("customers", "id,name\n1,x\n", mapping=mapping)
    assert (refusal.value.field, refusal.value.code) == ("who", "mapping.no_column")


@pytest.mark.parametrize("raw", [b"kind = ", b"\xff\xfe"])
def test_what_is_no_toml_is_said(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "m.toml").write_bytes(raw)
    with pytest.raises(Problem) as refusal:
        read_mapping(tmp_path / "m.toml", KINDS["customers"])
    assert refusal.value.code == "mapping.unreadable"
