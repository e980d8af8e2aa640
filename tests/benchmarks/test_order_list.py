"""The list of orders at full size: a frame of scrolling and a jump, beside a repaint of a table that holds all it shows."""

import time
from collections.abc import Callable
from random import Random
from statistics import median

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from tests.benchmarks.bare import Bare
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.hotline import Hotline
from tests.factories.panels import PanelDesk

from callcentre.store.order_blocks import keys_of
from callcentre.store.order_filters import Wanted
from callcentre.ui.tables import Cell, Column, Table

ROUNDS = 60
SIZE = (1294, 700)
FRAME = 0.016
Measured = Callable[[Comparison], Comparison]


@pytest.fixture
def panel(hotline: Hotline, qtbot, look):
    """The panel on the filled folder, with every order in its list."""
    from callcentre.screens.orders import SCREEN

    at = PanelDesk(hotline.opened())
    made = SCREEN.build(at.context)
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    made.take("orders.view", {"view": "all"})
    QApplication.processEvents()
    assert len(made.list.keys) >= hotline.size.orders
    yield made
    at.close()


@pytest.fixture
def still(qtbot, panel):
    """A table of as many columns whose cells are there already."""
    widths = [(column.title, panel.list.table.columnWidth(n)) for n, column in enumerate(panel.list.table.blocks.columns)
              if not panel.list.table.isColumnHidden(n)]
    table = Table(lambda: "still", [Column(title, lambda row: row, width) for title, width in widths])
    qtbot.addWidget(table)
    table.resize(panel.list.table.size())
    table.show()
    table.set_rows([Cell(f"order {n % 50}") for n in range(400)])
    QApplication.processEvents()
    return table


def test_a_frame_of_scrolling(hotline: Hotline, panel, still, measured: Measured) -> None:
    bar, other = panel.list.table.verticalScrollBar(), still.verticalScrollBar()

    def ours(at: int) -> None:
        bar.setValue(3 * at)
        QApplication.processEvents()

    def bare(at: int) -> None:
        other.setValue(3 * (at % 100))
        QApplication.processEvents()

    measured(compare(
        "scroll the list of orders, a frame", ours, bare, rounds=ROUNDS, warm=5, bound=2.5, clock=time.thread_time,
        what=f"{hotline.size}; bare: a table of 400 rows in memory, scrolled alike; CPU time of the window's thread",
    ))


def test_a_frame_of_scrolling_takes_at_most_sixteen_milliseconds(
    hotline: Hotline, qtbot, panel, measured: Measured
) -> None:
    bar, empty = panel.list.table.verticalScrollBar(), QWidget()
    qtbot.addWidget(empty)
    empty.resize(panel.list.table.size())
    empty.show()

    def ours(at: int) -> None:
        bar.setValue(3 * at)
        QApplication.processEvents()

    found = measured(compare(
        "scroll the list of orders, beside an empty repaint", ours, lambda _at: empty.repaint(), rounds=ROUNDS, warm=5,
        clock=time.thread_time,
        what=f"{hotline.size}; bare: an empty widget of {empty.width()} x {empty.height()}; CPU time of the window's thread",
    ))
    assert median(found.ours) < FRAME


def test_a_jump_anywhere(hotline: Hotline, panel, still, measured: Measured) -> None:
    bar, other, chance = panel.list.table.verticalScrollBar(), still.verticalScrollBar(), Random(7)
    places = [chance.randrange(bar.maximum()) for _ in range(ROUNDS + 2)]

    def ours(at: int) -> None:
        bar.setValue(places[at])
        for _turn in range(2):
            QApplication.processEvents()
        assert panel.list.table.blocks.missing(*panel.list.table.sight()) == []

    def bare(at: int) -> None:
        other.setValue(places[at] % other.maximum())
        QApplication.processEvents()

    measured(compare(
        "jump in the list of orders, its block read", ours, bare, rounds=ROUNDS, warm=2, bound=8, clock=time.thread_time,
        what=f"{hotline.size}; bare: a table of 400 rows in memory, moved alike; the read on the same thread; CPU time",
    ))


def test_the_order_of_all(hotline: Hotline, reading_desk, measured: Measured) -> None:
    bare, now, zone = Bare(hotline.folder, hotline.key), reading_desk.clock.now(), reading_desk.profile().zone
    wanted = Wanted((("standing", "ended"),), (("ended", True),))

    def ours(_at: int) -> None:
        keys = reading_desk.read(lambda session: keys_of(session, wanted, now=now, zone=zone))
        assert len(keys) >= hotline.size.orders

    def least(_at: int) -> None:
        bare.all("SELECT rowid FROM order_view WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, rowid DESC")

    measured(compare(
        "order all ended orders by their end", ours, least, rounds=5, warm=1, bound=1.5, clock=time.process_time,
        what=f"{hotline.size}; bare: the same query; CPU time",
    ))
    bare.close()
