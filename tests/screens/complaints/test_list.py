"""The list of complaints by what is due first, its parts, and the tabs of cases held open."""

import pytest
from PySide6.QtWidgets import QApplication
from tests.factories.complaints import a_complaint
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING
from tests.factories.people import a_person

from callcentre.acts import complaints
from callcentre.domain.instants import DAY, HOUR
from callcentre.screens.complaints import SCREEN


@pytest.fixture
def panel(at, qtbot):
    made = SCREEN.build(at.context)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    return made


def rows(panel):
    return [row.complaint_id for row in panel.list.rows_model.rows()]


def choose(panel, part):
    panel.stages.choose(part)
    panel.stages.chosen.emit(part)


def test_what_is_due_first_stands_first_whatever_came_first(at, panel):
    old = a_complaint(at.desk, stage="acknowledged")
    at.desk.clock.pass_time(DAY)
    platform = a_complaint(at.desk, channel="platform")
    letter = a_complaint(at.desk, channel="letter", stage="assessed")
    fresh = a_complaint(at.desk)
    panel.read_list()
    # Acknowledging is due within a day, the house's ten working days run for all.
    assert rows(panel) == [platform, fresh, old, letter]
    assert [row.rule.code for row in panel.list.rows_model.rows()] == [
        "house_acknowledge", "house_acknowledge", "house_end", "house_end",
    ]
