"""A command does for nobody what the window does not do for them either."""

from pathlib import Path

import pytest
from sqlalchemy import update
from tests.factories.customers import a_customer
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet

from callcentre import cli
from callcentre.app import Desk, Settings, open_desk
from callcentre.store.tables import Person


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


def call(folder: Path, *arguments: str) -> int:
    return cli.main(["--lang", "en", "--data", str(folder), "--key-file", f"{folder}.key", *arguments])


def sits_down_as(folder: Path, role: str) -> None:
    """Whoever's account it is has this role alone from now on; a dispatcher works for an outlet without orders."""
    desk: Desk = open_desk(Settings(data=folder, key_file=Path(f"{folder}.key")), environ={})
    outlet = an_outlet(desk) if role == "dispatcher" else None
    an_order(desk, customer=a_customer(desk, name="王芳"))
    desk.write(
        lambda unit: unit.session.execute(
            update(Person).where(Person.id == desk.person).values(roles=[role], outlet_id=outlet)
        )
    )
    desk.close()


def test_a_dispatcher_finds_and_takes_out_nothing_of_others(folder, capsys):
    sits_down_as(folder, "dispatcher")
    for arguments in (("export", "customers"), ("export", "orders"), ("scorecards", "--period", "2026-10"),
                      ("settle", "--period", "2026-10"), ("import", "outlets", "none.csv")):
        assert call(folder, *arguments) == 1
        said = capsys.readouterr()
        assert "This takes another role" in said.err and not said.out
    assert call(folder, "find", "王芳") == 0
    assert "王芳" not in capsys.readouterr().out


def test_an_agent_takes_out_customers_and_neither_brings_files_in_nor_sees_what_outlets_are_paid(folder, tmp_path, capsys):
    sits_down_as(folder, "agent")
    assert call(folder, "find", "王芳") == 0
    assert call(folder, "export", "customers") == 0
    assert "王芳" in capsys.readouterr().out
    (tmp_path / "o.csv").write_text("code,name\nX1,城东\n")
    assert call(folder, "import", "outlets", str(tmp_path / "o.csv")) == 1
    assert call(folder, "settle", "--period", "2026-10") == 1
    assert capsys.readouterr().err.count("This takes another role") == 2
