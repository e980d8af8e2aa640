"""A complaint is in one hand at a time: whoever opens it has it, whoever looks at it meanwhile looks only."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from tests.factories.complaints import a_complaint
from tests.factories.desks import a_desk
from tests.factories.panels import PanelDesk
from tests.factories.people import a_person

from callcentre.acts import complaints
from callcentre.domain.claims import LEASE
from callcentre.domain.event import Role
from callcentre.domain.instants import MINUTE
from callcentre.screens.complaints import SCREEN
from callcentre.store.claims import valid_claims
from callcentre.ui.buttons import Button


@pytest.fixture
def cases(at):
    return [a_complaint(at.desk, stage="acknowledged") for _ in range(2)]


@pytest.fixture
def panel(at, qtbot, cases):
    made = SCREEN.build(at.context)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    return made


@pytest.fixture
def theirs(at, tmp_path, qtbot, cases):
    """The panel of a colleague: another program on the same folder."""
    person = a_person(at.desk, Role.AGENT, name="王明")
    there = PanelDesk(replace(a_desk(tmp_path / "desk"), person=person, clock=at.desk.clock))
    made = SCREEN.build(there.context)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.claims.close()
    there.close()


def open_case(panel, complaint):
    panel.take("complaints.open", {"complaint": complaint})


def beat(*panels):
    """The few seconds are over after which it is looked who has what."""
    for panel in panels:
        panel.claims._timer.timeout.emit()


def holders(at):
    return {one.item.pk: one.person for one in at.desk.read(lambda session: valid_claims(session, at.desk.clock.now()))}


def words_of(panel, complaint):
    model = panel.list.rows_model
    at = next(n for n, row in enumerate(model.rows()) if row.complaint_id == complaint)
    return model.data(model.index(at), Qt.ItemDataRole.AccessibleTextRole)


def test_whoever_opens_it_has_it_and_who_steps_over_it_does_not(at, panel, cases):
    panel.list.go_to(0)
    assert panel.page.complaint in cases and holders(at) == {}
    open_case(panel, cases[1])
    assert holders(at) == {cases[1]: at.desk.person}
    panel.list.go_to(next(n for n, row in enumerate(panel.list.rows_model.rows()) if row.complaint_id == cases[0]))
    assert panel.page.complaint == cases[0] and holders(at) == {}


def test_an_act_that_is_begun_takes_the_case(at, panel, cases):
    panel.list.go_to(0)
    panel.page.act_bar.begin("contacted")
    assert holders(at) == {panel.page.complaint: at.desk.person}


def test_what_a_colleague_has_is_looked_at_only(at, panel, theirs, cases):
    open_case(theirs, cases[0])
    at.desk.clock.pass_time(3 * MINUTE)
    beat(panel)
    at.announcer.flush()
    panel.read_list()
    assert "王明 has it, 3 min" in words_of(panel, cases[0])
    open_case(panel, cases[0])
    assert panel.hold.banner.isVisible() and panel.hold.banner.accessibleName() == "王明 has this in hand"
    assert {act.why_not for act in panel.page.act_bar.acts()} == {"王明 has it, 3 min"}
    panel.page.act_bar.begin("contacted")
    assert not panel.page.act_bar.form_open
    open_case(theirs, cases[1])
    beat(panel)
    at.announcer.flush()
    assert not panel.hold.banner.isVisible()
    panel.page.act_bar.begin("contacted")
    assert panel.page.act_bar.form_open and holders(at)[cases[0]] == at.desk.person


def test_a_supervisor_takes_over_and_what_the_other_wrote_stays(at, panel, theirs, cases):
    open_case(theirs, cases[0])
    theirs.page.act_bar.begin("contacted")
    open_case(panel, cases[0])
    button = next(one for one in panel.hold.banner.findChildren(Button) if one.words == "Take over")
    button.click()
    assert holders(at) == {cases[0]: at.desk.person}
    assert any(not act.why_not for act in panel.page.act_bar.acts())
    beat(theirs)
    told = theirs.hold.banner
    assert told.isVisible() and at.context.person.name in told.accessibleName()
    assert theirs.page.act_bar.form_open, "what is being written stays"


def test_it_ends_by_itself_while_the_panel_is_not_seen(at, panel, cases):
    open_case(panel, cases[0])
    panel.hide()
    at.desk.clock.pass_time(LEASE)
    beat(panel)
    assert holders(at) == {}
    panel.show()
    assert holders(at) == {cases[0]: at.desk.person}


def test_a_new_one_a_closed_tab_and_an_ended_case_give_it_back(at, panel, cases):
    open_case(panel, cases[0])
    panel.record()
    assert holders(at) == {}
    open_case(panel, cases[0])
    panel.take("complaints.close", {"complaint": cases[0]})
    assert holders(at) == {}
    open_case(panel, cases[0])
    done = at.desk.write(lambda unit: complaints.customer_withdraws(unit, cases[0], "不追究了"))
    at.announcer.announce(done.changes)
    at.announcer.flush()
    assert holders(at) == {}
