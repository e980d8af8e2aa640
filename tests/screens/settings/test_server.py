"""The page of the server: joining a folder, how it stands, and what a person decides about what is not done yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.factories.customers import a_customer
from tests.factories.desks import clock_of
from tests.ui.fitting import cut_texts

from callcentre.domain.errors import BadValue, Problem, Refused, ServerFault, StoreFault
from callcentre.domain.event import Role
from callcentre.domain.feeds import Tally
from callcentre.domain.instants import MINUTE
from callcentre.gallery import Silent
from callcentre.runtime import guard
from callcentre.runtime.runner import DirectRunner
from callcentre.screens.settings import SCREEN
from callcentre.screens.settings.server import POSES
from callcentre.store.exchange.notices import notices, tell
from callcentre.store.tables import Conflict, Customer, Outbox, table_of
from callcentre.store.unsettled import unsettled
from callcentre.sync.connection import Peer
from callcentre.sync.line import LINE, LineState
from callcentre.ui import fonts, language
from callcentre.ui.buttons import Button

URL = "postgresql://li@hotline.example.cn/callcentre"


@dataclass
class Standing:
    """A connection whose server answers what the test wants; asks nothing of any network."""

    state: LineState | None = None
    peer: Peer | None = None
    is_held: bool = False
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    objection: Problem | None = None
    brought: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    asks: Any = None

    def _hear(self, *given: Any) -> None:
        self.asked.append(given)
        if self.objection is not None:
            raise self.objection

    def would_send(self, person: UUID) -> dict[str, int]:
        if self.objection is not None:
            raise self.objection
        return self.rows

    def join(self, url: str, login: str, password: str, person: UUID) -> None:
        self._hear("join", url, login, password)

    def try_now(self) -> None:
        self._hear("now")

    def sign_in(self, password: str) -> bool:
        self._hear("sign in", password)
        return True

    def hold(self) -> None:
        self._hear("hold")

    def go_on(self) -> None:
        self._hear("go on")

    def send_for(self, other: UUID) -> None:
        self._hear("for", other)

    def drop(self, cmd: UUID) -> None:
        self._hear("drop", cmd)

    def held(self) -> list[dict[str, Any]]:
        return self.brought

    def decide(self, cmd: str, *, accept: bool) -> None:
        self._hear("decide", cmd, accept)


@pytest.fixture
def server(at) -> Standing:
    """The connection of a folder that is not joined."""
    made = Standing()
    at.context.services["server"] = made
    return made


@pytest.fixture
def joined(at, server) -> Standing:
    """The connection of a folder that is joined and stands well."""
    now = at.desk.clock.now()
    server.peer = Peer(URL, "li", at.desk.person)
    server.state = LineState("li", connected=True, since=now, last_exchange=now)
    return server


@pytest.fixture
def page(build_panel) -> Iterator[Callable[..., Any]]:
    """The section in sight, with the guard of the window's thread."""

    def shown(ctx=None):
        guard.arm()
        return build_panel("sync", ctx).sections["sync"]

    yield shown
    guard.disarm()


def press(qtbot, section, key, modifier=Qt.KeyboardModifier.NoModifier):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or section, key, modifier)


def put(at, table, values):
    """A row as the exchange leaves it behind."""
    at.desk.write(lambda unit: unit.put(table_of(table), [values]))


def parked(at, customer: UUID, *, reason="row.unknown", told=None, state="parked") -> UUID:
    """The patch of a customer that the server has refused."""
    cmd = uuid4()
    put(at, Outbox, {
        "change_id": uuid4(), "cmd_id": cmd, "needs": [], "entity": "customer", "pk": customer, "kind": "patch", "after": None,
        "fields": {"tier": ["", "gold", None]}, "schema_v": 1, "actor": at.desk.person, "stated_at": at.desk.clock.now(),
        "made_at_mono": 0, "state": state, "tries": 1, "reason": reason, "told": told or {}, "lost": [], "n": 10_000 + len(reason),
        "ack_feed": None, "ack_seq": None, "ack_mark": None,
    })  # fmt: skip
    return cmd


def in_conflict(at, customer: UUID, **more: Any) -> UUID:
    conflict = uuid4()
    given = {"kind": "field", "entity": "customer", "pk": customer, "field": "notes", "mine": "下午在家", "theirs": "上午在家",
             "change_id": uuid4(), "their_change": None, "actor_id": at.desk.person, "at": at.desk.clock.now(), "state": "open"}  # fmt: skip
    put(at, Conflict, {"id": conflict, **given, **more})
    return conflict


def banner(section) -> str:
    return section.standing.banner.accessibleName() or section.standing.banner._what.text()


# joining


def test_what_would_be_sent_stands_there_by_kind_before_anything_is_sent(qtbot, page, server):
    server.rows = {"phone": 3, "customer": 2}
    form = page().connect_form
    qtbot.waitUntil(lambda: len(form.sends.rows_model.shown()) == 2)
    assert [(row[0], row[1]) for row in form.sends.rows_model.shown()] == [("customer", 2), ("phone", 3)]
    assert "5 rows" in form.said.text() and server.asked == []


def test_joining_takes_a_second_press_and_opens_the_desk_anew(at, qtbot, page, server):
    begun = []
    at.context.services["reopen"] = begun.append
    section = page()
    form = section.connect_form
    qtbot.waitUntil(lambda: "holds nothing" in form.said.text())
    form.url.setText("postgresql://hotline.example.cn/callcentre")
    form.login.setText("li")
    form.password.setText("geheim")
    form.url.setFocus()
    press(qtbot, section, Qt.Key.Key_F8)
    assert server.asked == []
    press(qtbot, section, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: begun == ["settings.sync"])
    assert server.asked == [("join", "postgresql://hotline.example.cn/callcentre", "li", "geheim")]
    assert form.password.text() == "" and form.password.echoMode() == form.password.EchoMode.Password


@pytest.mark.parametrize(
    ("problem", "field"),
    [
        (BadValue("server.url", field="url", value=""), "url"),
        (ServerFault("line.unreachable", retry=True, host="h"), "url"),
        (ServerFault("line.wrong_password", login="li"), "password"),
        (BadValue("connect.no_login", field="login", value=""), "login"),
    ],
)
def test_what_the_server_says_stands_at_the_field_it_is_about(qtbot, page, server, problem, field):
    section = page()
    form = section.connect_form
    qtbot.waitUntil(lambda: "holds nothing" in form.said.text())
    form.login.setFocus()
    server.objection = problem
    press(qtbot, section, Qt.Key.Key_F8)
    press(qtbot, section, Qt.Key.Key_F8)
    row = form.form.row(field)
    qtbot.waitUntil(lambda: row.field.hasFocus() and form.connect_now.isEnabled())
    assert server.asked and not form.problem.isVisible()


def test_a_demo_folder_says_why_it_cannot_be_joined(qtbot, page, server):
    server.objection = Refused("connect.demo")
    form = page().connect_form
    qtbot.waitUntil(form.problem.isVisible)
    assert not form.connect_now.isEnabled() and not form.form.isVisible()


# how it stands


def test_alone_it_says_since_when_why_and_what_waits(at, qtbot, page, joined):
    now = at.desk.clock.now()
    section = page()
    assert "Connected" in section.standing.banner._what.text()
    joined.state = replace(
        joined.state, connected=False, since=now - 40 * MINUTE, tally=Tally(3, 0, 0), clock_ahead=-3 * MINUTE,
        fault=ServerFault("line.unreachable", retry=True, host="hotline.example.cn"),
    )  # fmt: skip
    at.announcer.announce([LINE])
    qtbot.waitUntil(lambda: "Working alone since 08:20, 3 waiting" in section.standing.banner._what.text())
    assert "hotline.example.cn does not answer" in section.standing.banner._why.text()
    assert "3 min behind" in section.standing.clock.text() and not section.standing.password.isVisible()


def test_the_password_is_asked_for_again_where_it_is_wrong_and_is_shown_nowhere(at, qtbot, page, joined):
    joined.state = replace(joined.state, connected=False, fault=ServerFault("line.wrong_password", login="li"))
    section = page()
    section.standing.password.setFocus()
    qtbot.keyClicks(section.standing.password, "neu")
    press(qtbot, section, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: joined.asked == [("sign in", "neu")])
    assert section.standing.password.text() == ""


def test_the_exchange_is_stopped_and_goes_on(at, qtbot, page, joined):
    section = page()
    press(qtbot, section, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    press(qtbot, section, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: joined.asked == [("now",), ("hold",)])
    joined.is_held = True
    at.announcer.announce([LINE])
    qtbot.waitUntil(lambda: section.standing.hold.words == "Go on")
    assert "Exchange stopped" in section.standing.banner._what.text() and not section.standing.now.isEnabled()
    press(qtbot, section, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: joined.asked[-1] == ("go on",))


@pytest.mark.parametrize(("role", "may"), [(Role.SUPERVISOR, True), (Role.AGENT, False)])
def test_a_supervisor_alone_sends_what_waits_for_a_colleagues_sign_in(at, qtbot, page, joined, role, may):
    other = uuid4()
    joined.state = replace(joined.state, missing={other: 2})
    section = page(at.as_roles(role))
    said = section.standing._others.itemAt(0).widget()
    assert "2 acts of somebody else wait for their sign-in" in said._what.text()
    qtbot.waitUntil(said.isVisible)
    buttons = [button for button in said.findChildren(Button) if "Send them" in button.words]
    assert bool(buttons) == may
    if may:
        buttons[0].click()
        qtbot.waitUntil(lambda: joined.asked == [("for", other)])


# what is not done yet


def test_a_refused_act_is_opened_and_given_up_at_the_second_press(at, qtbot, page, joined):
    customer = a_customer(at.desk, name="孟桂英")
    cmd = parked(at, customer)
    section = page()
    view = section.unsettled
    qtbot.waitUntil(view.refusal.isVisible)
    assert "What you are changing is no longer there." in view.refusal.why._why.text()
    view.parts.setFocus()
    press(qtbot, section, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert at.shell.navigated == [("intake.customer", {"customer": customer})]
    press(qtbot, section, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    assert joined.asked == []
    press(qtbot, section, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: joined.asked == [("drop", cmd)])


def test_an_answer_of_a_later_server_shows_its_code(at, qtbot, page, joined):
    parked(at, a_customer(at.desk, name="孟桂英"), reason="order.illegal", told={"unheard": 1})
    view = page().unsettled
    qtbot.waitUntil(view.refusal.isVisible)
    assert view.refusal.why._why.text()


def test_one_of_two_values_is_kept_or_another_written(at, qtbot, page, joined):
    customer = a_customer(at.desk, name="孟桂英", notes="上午在家")
    in_conflict(at, customer)
    section = page()
    view = section.unsettled
    qtbot.waitUntil(view.conflict.isVisible)
    texts = [label.text() for label in view.conflict.sides.findChildren(type(view.conflict.told)) if label.isVisible()]
    assert "上午在家" in texts and "下午在家" in texts
    view.conflict.edited.setText("随时")
    view.conflict.edited.setFocus()
    press(qtbot, section, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: not view.conflict.isVisible())
    guard.disarm()
    assert at.desk.read(lambda session: unsettled(session).conflicts) == []
    assert at.desk.read(lambda session: session.get(Customer, customer).notes) == "随时"


def test_two_customers_that_are_one_are_merged(at, qtbot, page, joined):
    first, second = a_customer(at.desk, name="孟桂英"), a_customer(at.desk, name="孟桂英")
    in_conflict(at, second, kind="maybe_same", field="no", mine="CU-1", theirs="CU-1", their_change=first)
    section = page()
    qtbot.waitUntil(section.unsettled.conflict.merge.isVisible)
    section.unsettled.parts.setFocus()
    press(qtbot, section, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not section.unsettled.conflict.isVisible())
    guard.disarm()
    assert at.desk.read(lambda session: session.get(Customer, second).merged_into) == first


def test_a_value_that_a_field_does_not_take_is_said_in_place(at, qtbot, page, joined):
    in_conflict(at, a_customer(at.desk, name="孟桂英"), field="name", mine="孟桂", theirs="孟桂英")
    section = page()
    view = section.unsettled
    qtbot.waitUntil(view.conflict.isVisible)
    view.conflict.edited.setText(" ")
    view.conflict.edited.setFocus()
    press(qtbot, section, Qt.Key.Key_F8)
    qtbot.waitUntil(view.conflict.problem.isVisible)


def test_what_witnesses_brought_is_decided_by_a_supervisor(at, qtbot, page, joined):
    customer = a_customer(at.desk, name="孟桂英")
    joined.brought = [{"cmd": str(uuid4()), "witness": str(at.desk.person), "at": at.desk.clock.now(), "command": {
        "actor": str(uuid4()), "changes": [{"entity": "customer", "pk": str(customer), "kind": "patch", "fields": {"tier": ["", "gold", ""]}}],
    }}]  # fmt: skip
    section = page()
    view = section.unsettled
    qtbot.waitUntil(lambda: "Brought by others 1" in [button.words for button in view.parts.findChildren(Button)])
    view.go_to("witnessed")
    qtbot.waitUntil(view.decision.isVisible)
    press(qtbot, section, Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: joined.asked == [("decide", joined.brought[0]["cmd"], True)])


def test_what_happened_to_the_file_stays_until_it_was_read(at, qtbot, page, server):
    guard.disarm()
    at.desk.write(lambda unit: tell(unit.session, "file.copied", {}, unit.now))
    section = page()
    qtbot.waitUntil(section.notices.isVisible)
    read = next(button for button in section.notices.findChildren(Button) if button.words == "Seen")
    read.click()
    qtbot.waitUntil(lambda: not section.notices.isVisible())
    guard.disarm()
    assert at.desk.read(notices) == []


# the rest


def test_a_roles_change_on_the_server_is_told_with_a_way_to_begin_anew(at, qtbot, page, joined):
    begun = []
    at.context.services["reopen"] = begun.append
    section = page(at.as_roles(Role.AGENT))
    qtbot.waitUntil(section.other_person.isVisible)
    press(qtbot, section, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert begun == ["settings.sync"]


def test_the_table_of_what_waits_is_sorted_and_copied(at, qtbot, page, joined):
    for name in ("甲", "乙"):
        a_customer(at.desk, name=name)
    section = page()
    table = section.unsettled.waiting
    qtbot.waitUntil(lambda: len(table.rows_model.shown()) >= 2)
    table.selectAll()
    table.copy()
    assert "Of what" in QApplication.clipboard().text() and "甲" in QApplication.clipboard().text()
    table.rows_model.sort(2)
    shown = [act.subject.name for act in table.rows_model.shown()]
    assert shown == sorted(shown) and {"甲", "乙"} < set(shown)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("base", [10.5, 14.0])
def test_nothing_is_cut_in_any_state_in_either_language_and_at_any_size(at, qtbot, build_panel, joined, look, base, code):
    language.set_language(code, look)
    fonts.set_base(base, look)
    panel = build_panel("sync")
    panel.resize(1294, 728)
    section = panel.sections["sync"]
    assert tuple(section.poses()) == POSES
    for shown in section.poses().values():
        shown()
        qtbot.waitUntil(lambda: cut_texts(section) == [])


def test_while_the_lists_are_read_none_says_that_nothing_waits(at, qtbot, page, joined):
    section = page(replace(at.context, runner=Silent()))
    assert section.loading.isVisible() and not section.unsettled.isVisible()


def test_lists_that_cannot_be_read_say_so_and_how_the_folder_stands_stays(at, qtbot, page, joined):
    def unreadable(_work):
        raise StoreFault("store.locked")

    section = page(replace(at.context, runner=DirectRunner(unreadable, unreadable)))
    assert section.problem.isVisible() and not section.loading.isVisible()
    assert section.standing.banner.isVisible() and not section.unsettled.isVisible()


def test_the_rail_counts_what_wants_a_person_and_turns_red_with_a_conflict_of_a_quarter_of_an_hour(at, qtbot, joined):
    kept = SCREEN.begin(at.context)
    in_conflict(at, a_customer(at.desk, name="孟桂英"))
    joined.state = replace(joined.state, tally=Tally(0, 1, 1))
    at.announcer.announce([LINE])
    qtbot.waitUntil(lambda: at.shell.badges.get("settings") == (2, "due"))
    clock_of(at.desk).set(at.desk.clock.now() + 16 * MINUTE)
    at.announcer.announce([LINE])
    qtbot.waitUntil(lambda: at.shell.badges["settings"] == (2, "overdue"))
    assert kept is not None
