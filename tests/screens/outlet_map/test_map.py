"""The map by keyboard and pointer: layers, filters, walking, cards, search, copy and print."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from tests.factories.customers import HOME, a_customer
from tests.factories.desks import clock_of
from tests.factories.orders import an_order
from tests.screens.outlet_map.conftest import settle
from tests.ui.fitting import cut_texts

from callcentre.acts import complaints
from callcentre.domain.instants import DAY
from callcentre.screens.outlet_map import SCREEN, painting
from callcentre.screens.outlet_map.basemap import OWN_FILE
from callcentre.screens.outlet_map.finding import search
from callcentre.screens.outlet_map.projection import to_plane
from callcentre.ui import language
from callcentre.ui.buttons import Button
from callcentre.ui.chips import FilterChip


def drawn(hotline):
    """(kind, id) of every mark, in clusters or alone."""
    level = hotline.panel.canvas.scene.pyramid.at(0)
    return {(mark.kind, mark.id) for node in level.nodes() for mark in node.marks()}


def mark_of(hotline, pk):
    level = hotline.panel.canvas.scene.pyramid.at(0)
    return next(mark for node in level.nodes() for mark in node.marks() if mark.id == pk)


def test_open_orders_and_outlets_are_drawn_and_counted(hotline):
    an_order(hotline.at.desk, stage="closed", outlet=hotline.near)
    hotline.read()
    expected = {("outlet", hotline.near), ("outlet", hotline.next), ("outlet", hotline.far), ("order", hotline.order)}
    assert drawn(hotline) == expected
    assert [button.words for button in hotline.panel.layers.values()] == ["Open orders 1", "Outlets 3", "Complaints 0"]


def test_a_layer_is_switched_off_and_on_again_and_remembered(hotline, qtbot):
    hotline.panel.layers["outlet"].click()
    assert drawn(hotline) == {("order", hotline.order)}
    again = SCREEN.build(hotline.at.context)
    qtbot.addWidget(again)
    assert not again.layers["outlet"].isChecked()
    hotline.panel.layers["outlet"].click()
    assert ("outlet", hotline.far) in drawn(hotline)


def test_complaints_are_a_layer_of_their_own(hotline):
    complaint = hotline.at.desk.write(
        lambda unit: complaints.receive(
            unit, complaints.NewComplaint(category="attitude", severity="normal", order=hotline.order)
        )
    ).result
    hotline.panel.layers["complaint"].click()
    hotline.read()
    assert {kind for kind, _pk in drawn(hotline)} == {"order", "outlet", "complaint"}
    assert complaint is not None


def test_a_filter_is_added_by_keys_and_dropped_from_its_chip(hotline):
    old = an_order(hotline.at.desk)
    clock_of(hotline.at.desk).pass_time(2 * DAY)
    young = an_order(hotline.at.desk)
    hotline.read()
    hotline.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert hotline.panel.filters.isVisible()
    hotline.panel.filters.field.setText("over 1 day")
    QTest.keyClick(hotline.panel.filters.field, Qt.Key.Key_Return)
    settle()
    assert hotline.panel.narrowing.wanted.filters.filters == (("opened_to", "-1"),)
    orders = {pk for kind, pk in drawn(hotline) if kind == "order"}
    assert orders == {hotline.order, old}
    assert young not in orders
    (chip,) = (each for each in hotline.panel.chips_box.findChildren(FilterChip) if each.isVisible())
    assert chip.word == "Open for over 1 day"
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    settle()
    assert hotline.panel.narrowing.wanted.filters.filters == ()
    assert young in {pk for kind, pk in drawn(hotline) if kind == "order"}


def test_an_intent_sets_the_filters_of_a_list(hotline):
    hotline.panel.take("map.show", {"stage": "callback", "city": "广州市"})
    settle()
    assert {pk for _kind, pk in drawn(hotline)} == {hotline.far}
    assert hotline.panel.area.note.isHidden()


@pytest.mark.parametrize(
    ("filters", "drawn_here"),
    [
        ({"standing": "open"}, "both"), ({"kind": ["repair"]}, "both"), ({"category": "ac"}, "none"),
        ({"outlet": "near"}, "theirs"), ({"state": ["accepted", "relayed"]}, "theirs"), ({"clock": "overdue"}, "none"),
        ({"standing": "ended"}, "none"), ({"opened_from": "today"}, "both"), ({"city": ["广州市"]}, "none"),
    ],
)
def test_the_map_draws_the_open_orders_of_a_list_and_gives_the_same_list_back(hotline, filters, drawn_here):
    theirs = an_order(hotline.at.desk, stage="accepted", outlet=hotline.near)
    wanted = {name: str(hotline.near) if value == "near" else value for name, value in filters.items()}
    hotline.panel.take("map.show", wanted)
    hotline.read()
    orders = {pk for kind, pk in drawn(hotline) if kind == "order"}
    assert orders == {"both": {hotline.order, theirs}, "theirs": {theirs}, "none": set()}[drawn_here]
    hotline.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    again = {name: [value] if isinstance(value, str) else value for name, value in wanted.items()}
    assert hotline.at.shell.navigated[-1] == ("orders.show", {"standing": ["open"], **again})


def test_a_list_that_is_sent_here_takes_the_place_of_the_filters_before(hotline):
    hotline.panel.take("map.show", {"stage": "callback"})
    hotline.panel.take("map.show", {"kind": "repair"})
    settle()
    assert hotline.panel.narrowing.wanted.filters.filters == (("kind", "repair"),)
    chips = [each.word for each in hotline.panel.chips_box.findChildren(FilterChip) if each.isVisible()]
    assert chips == ["Kind: repair"]


def test_an_outlet_in_a_filter_is_named_on_its_chip_and_stands_there_alone(hotline):
    hotline.panel.take("map.show", {"outlet": str(hotline.near)})
    hotline.read()
    chips = [each.word for each in hotline.panel.chips_box.findChildren(FilterChip) if each.isVisible()]
    assert chips == ["Outlet: 城西服务部"]
    assert {pk for kind, pk in drawn(hotline) if kind == "outlet"} == {hotline.near}


def test_coverage_counts_the_orders_that_no_outlet_is_near_to(hotline):
    away = an_order(hotline.at.desk, customer=a_customer(hotline.at.desk, places=[replace(HOME, lng=118.5, lat=33.0)]))
    rough = an_order(hotline.at.desk, customer=a_customer(hotline.at.desk, places=[replace(HOME, lng=None, lat=None)]))
    hotline.read()
    hotline.key(Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    scene = hotline.panel.canvas.scene
    assert scene.coverage.without == 1, (away, rough)
    assert len(scene.coverage.discs) == 3
    assert "1 order without one" in hotline.panel.area.legend.accessibleName()
    hotline.key(Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert hotline.panel.canvas.scene.coverage is None


def test_an_empty_map_says_what_would_be_here_and_a_narrow_one_what_to_do(at, qtbot):
    panel = SCREEN.build(at.context)
    qtbot.addWidget(panel)
    assert panel.area.note.words == "Open orders and outlets stand here as soon as there are any."
    panel.take("map.show", {"stage": "callback"})
    settle()
    assert panel.area.note.words == "Nothing open is like this. Take a filter away."


def test_what_could_not_be_read_is_said_in_place_and_tried_again(hotline, monkeypatch, caplog):
    def breaks(*_given, **_named):
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr("callcentre.store.map_marks.order_marks", breaks)
        hotline.read()
    assert hotline.panel.problem.isVisible()
    assert "OSError" in caplog.text
    assert ("order", hotline.order) in drawn(hotline)
    (again,) = (each for each in hotline.panel.problem.findChildren(Button) if each.words == "Read again")
    again.click()
    settle()
    assert not hotline.panel.problem.isVisible()


def test_what_was_never_read_is_not_counted_as_none(at, qtbot, monkeypatch, caplog):
    def breaks(*_given, **_named):
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr("callcentre.store.map_marks.order_marks", breaks)
        panel = SCREEN.build(at.context)
    qtbot.addWidget(panel)
    panel.resize(1294, 700)
    panel.show()
    panel.see_all()
    settle()
    assert "OSError" in caplog.text
    assert panel.layers["order"].words == "Open orders –"
    assert "0" not in panel.area.legend.accessibleName()
    panel.read()
    settle()
    assert panel.layers["order"].words == "Open orders 0"


def test_a_dispatcher_sees_the_own_outlets_and_their_orders_alone(hotline, qtbot):
    theirs = an_order(hotline.at.desk, stage="relayed", outlet=hotline.next)
    other = an_order(hotline.at.desk, stage="relayed", outlet=hotline.near)
    person = replace(hotline.at.context.person, roles=frozenset({"dispatcher"}), outlet=hotline.next)
    hotline.panel = SCREEN.build(replace(hotline.at.context, person=person))
    qtbot.addWidget(hotline.panel)
    settle()
    assert drawn(hotline) == {("outlet", hotline.next), ("order", theirs)}, other
    assert hotline.panel.layers["complaint"].isHidden()


def test_a_dispatcher_neither_finds_nor_opens_another_outlets_order_on_the_map(hotline, qtbot):
    theirs = an_order(hotline.at.desk, stage="relayed", outlet=hotline.next)
    other = an_order(hotline.at.desk, stage="relayed", outlet=hotline.near)
    person = replace(hotline.at.context.person, roles=frozenset({"dispatcher"}), outlet=hotline.next)
    panel = SCREEN.build(replace(hotline.at.context, person=person))
    qtbot.addWidget(panel)
    panel.take("map.order", {"order": other})
    assert panel.order.chosen is None
    assert "This belongs to another outlet." in [text.text() for text in panel.problem.findChildren(QLabel)]
    panel.take("map.order", {"order": theirs})
    assert panel.order.chosen.card.header.order_id == theirs
    found = hotline.at.desk.read(lambda session: search(session, "SO-", person))
    assert theirs in {hit.id for hit in found} and other not in {hit.id for hit in found}


def test_a_dispatcher_without_an_outlet_is_told_who_can_help(at, qtbot):
    person = replace(at.context.person, roles=frozenset({"dispatcher"}), outlet=None)
    panel = SCREEN.build(replace(at.context, person=person))
    qtbot.addWidget(panel)
    assert "administrator" in panel.area.note.words


def test_cities_are_named_where_they_lie_and_no_name_lies_on_another(hotline):
    canvas = hotline.panel.canvas
    canvas.look_at(canvas.view.around(*to_plane(117.26, 31.84), step=7))
    names = painting.names(canvas.view, canvas.scene)
    assert {"合肥", "南京"} <= {text for text, _box in names}
    boxes = [box for _text, box in names]
    assert not any(one.meets(other) for at, one in enumerate(boxes) for other in boxes[:at])


def test_tab_walks_by_distance_from_the_middle_and_leaves_behind_the_last(hotline):
    canvas = hotline.panel.canvas
    x, y = to_plane(HOME.lng, HOME.lat)
    canvas.look_at(canvas.view.around(x, y, step=16))
    walked = []
    for _mark in canvas.in_sight():
        hotline.key(Qt.Key.Key_Tab)
        walked.append((canvas.here.x - x) ** 2 + (canvas.here.y - y) ** 2)
        assert hotline.panel.area.card.isVisible()
    assert len(walked) >= 2
    assert walked == sorted(walked)
    hotline.key(Qt.Key.Key_Tab)
    assert canvas.here is None
    assert not canvas.hasFocus()
    canvas.setFocus()
    hotline.key(Qt.Key.Key_Backtab)
    assert (canvas.here.x - x) ** 2 + (canvas.here.y - y) ** 2 == walked[-1]
    hotline.key(Qt.Key.Key_Escape)
    assert canvas.here is None


def test_enter_on_a_cluster_goes_nearer_until_its_marks_stand_alone(hotline):
    canvas = hotline.panel.canvas
    canvas.fit((*to_plane(75, 53), *to_plane(134, 18)))
    before = canvas.view.step
    for _again in range(12):
        hotline.key(Qt.Key.Key_Tab)
        if canvas.here.single:
            break
        hotline.key(Qt.Key.Key_Return)
    assert canvas.view.step > before
    assert canvas.here.single


def test_the_card_and_the_screen_reader_say_the_same(hotline):
    canvas = hotline.panel.canvas
    x, y = to_plane(113.26, 23.13)
    canvas.look_at(canvas.view.around(x, y, step=16))
    hotline.key(Qt.Key.Key_Tab)
    texts = [line.text() for line in hotline.panel.area.card.lines if line.isVisible()]
    assert texts[0] == "越秀服务部"
    assert "广州市, 越秀区" in texts
    assert canvas.accessibleName().startswith("越秀服务部")
    hotline.key(Qt.Key.Key_Return)
    assert hotline.at.shell.navigated[-1] == ("outlets.open", {"outlet": hotline.far})


def test_keys_pan_and_zoom(hotline):
    canvas = hotline.panel.canvas
    before = canvas.view
    hotline.key(Qt.Key.Key_Right)
    assert canvas.view.x > before.x
    hotline.key(Qt.Key.Key_Left)
    hotline.key(Qt.Key.Key_Down)
    assert canvas.view.y > before.y
    hotline.key(Qt.Key.Key_Plus)
    hotline.key(Qt.Key.Key_Plus)
    hotline.key(Qt.Key.Key_Minus)
    assert canvas.view.step == before.step + 1
    hotline.key(Qt.Key.Key_Home)
    left, top, right, bottom = canvas.view.box()
    for mark in (mark_of(hotline, hotline.far), mark_of(hotline, hotline.near)):
        assert left < mark.x < right
        assert top < mark.y < bottom


def test_the_pointer_drags_zooms_and_opens(hotline):
    canvas = hotline.panel.canvas
    x, y = to_plane(113.26, 23.13)
    canvas.look_at(canvas.view.around(x, y, step=14))
    settle()
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    QTest.mouseMove(canvas, middle)
    settle()
    assert hotline.panel.area.card.isVisible()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + QPoint(60, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    assert canvas.view.to_screen(x, y)[0] == pytest.approx(canvas.width() / 2 + 60, abs=1.5)
    assert hotline.at.shell.navigated == []
    place = QPointF(canvas.view.to_screen(x, y)[0], canvas.height() / 2)
    wheel = QWheelEvent(
        place, canvas.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(canvas, wheel)
    assert canvas.view.step == 15
    assert canvas.view.to_screen(x, y)[0] == pytest.approx(place.x(), abs=1.0)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert hotline.at.shell.navigated[-1] == ("outlets.open", {"outlet": hotline.far})


def test_a_place_without_coordinates_is_drawn_hollow_in_its_city(hotline):
    somewhere = replace(HOME, city="芜湖市", district="", lng=None, lat=None)
    order = an_order(hotline.at.desk, customer=a_customer(hotline.at.desk, places=[somewhere]))
    nowhere = an_order(hotline.at.desk, customer=a_customer(hotline.at.desk, places=[]))
    hotline.read()
    assert mark_of(hotline, order).rough
    assert not mark_of(hotline, hotline.order).rough
    assert ("order", nowhere) not in drawn(hotline)


def test_a_city_an_outlet_and_an_order_are_found_by_name(hotline):
    panel, canvas = hotline.panel, hotline.panel.canvas
    hotline.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert panel.search.hasFocus()
    panel.search.setText("广州")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    settle()
    x, y = to_plane(113.3, 23.1)
    assert canvas.hasFocus()
    assert canvas.view.to_screen(x, y) == pytest.approx((canvas.width() / 2, canvas.height() / 2), abs=60)
    panel.search.setFocus()
    panel.search.setText("城东服务部")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    settle()
    assert (canvas.view.x, canvas.view.y) == pytest.approx(to_plane(117.30, 31.86))
    no = panel.found.orders[0][0].no
    panel.search.setFocus()
    panel.search.setText(no)
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    settle()
    assert panel.order.chosen.card.header.order_id == hotline.order


def test_the_list_holds_the_outlets_in_sight(hotline, qtbot):
    canvas, page = hotline.panel.canvas, hotline.panel.side.in_sight
    canvas.look_at(canvas.view.around(*to_plane(117.26, 31.84), step=12))
    qtbot.waitUntil(lambda: [row.code for row in page.list.rows_model.rows()] == ["A1", "A2"])
    canvas.look_at(canvas.view.around(*to_plane(90, 45), step=12))
    qtbot.waitUntil(page.none.isVisible)


def test_the_map_follows_what_others_do(hotline, qtbot):
    hotline.panel._settle.setInterval(1)
    done = hotline.at.desk.write(lambda unit: _another(unit, hotline.at.desk))
    hotline.at.announcer.announce(done.changes)
    hotline.at.announcer.flush()
    qtbot.waitUntil(lambda: hotline.panel.layers["order"].words == "Open orders 2")


def _another(unit, desk):
    from callcentre.acts import customers, orders

    customer = customers.create(unit, name="赵", phones=["13912345678"], places=[HOME])
    return orders.open_order(unit, orders.NewOrder(customer=customer, kind="repair", fault="not cooling"))


def test_the_map_goes_to_the_clipboard_with_its_legend(hotline):
    hotline.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (2 * hotline.panel.canvas.width(), 2 * hotline.panel.canvas.height())
    assert hotline.at.shell.toasts[-1][0] == "The map is on the clipboard"


def test_the_map_is_printed_on_one_page_in_light_colours(hotline, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "map.pdf"))
    hotline.panel.print_on(printer)
    printed = (tmp_path / "map.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") == 1
    assert hotline.at.shell.toasts[-1][0] == "The map is printed"


TRIANGLE = {"type": "Polygon", "coordinates": [[[100, 30], [110, 30], [110, 35]]]}


@pytest.mark.parametrize(
    ("content", "used"), [(json.dumps({"features": [{"geometry": TRIANGLE}]}), True), ("nonsense", False)]
)
def test_an_own_base_map_is_used_or_its_flaw_said_in_words(at, qtbot, content, used):
    (at.desk.folder / OWN_FILE).write_text(content, encoding="utf-8")
    panel = SCREEN.build(replace(at.context, services={"folder": at.desk.folder}))
    qtbot.addWidget(panel)
    assert panel.canvas.scene.base.own is used
    assert panel.own_map.isHidden() is used
    if not used:
        assert len(panel.canvas.scene.base.areas) > 300


def test_the_legend_counts_what_is_in_sight_and_says_schematic(hotline, qtbot):
    legend, canvas = hotline.panel.area.legend, hotline.panel.canvas
    canvas.look_at(canvas.view.around(*to_plane(113.26, 23.13), step=12))
    qtbot.waitUntil(lambda: (legend.seen.outlets, legend.seen.orders) == (1, 0))
    assert "Schematic, no boundaries implied" in legend.accessibleName()
    canvas.look_at(canvas.view.around(*to_plane(117.26, 31.84), step=12))
    qtbot.waitUntil(lambda: (legend.seen.outlets, legend.seen.orders) == (2, 1))


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_words_fit_at_1366(hotline, look, spoken):
    language.set_language(spoken, look)
    settle()
    assert cut_texts(hotline.panel) == []
    hotline.panel.take("map.order", {"order": hotline.order})
    settle()
    assert cut_texts(hotline.panel) == []


def test_what_one_walked_to_stays_while_the_marks_are_read_again_and_its_card_goes_with_it(hotline):
    canvas, card = hotline.panel.canvas, hotline.panel.area.card
    canvas.look_at(canvas.view.around(*to_plane(113.26, 23.13), step=16))
    hotline.key(Qt.Key.Key_Tab)
    stood_on = canvas.here.mark.id
    hotline.read()
    assert canvas.here.mark.id == stood_on
    assert card.isVisible()
    hotline.panel.take("map.show", {"city": "合肥市"})
    settle()
    assert canvas.here is None
    assert not card.isVisible()


def test_a_list_that_is_sent_here_is_brought_into_sight(hotline):
    canvas = hotline.panel.canvas
    canvas.look_at(canvas.view.around(*to_plane(90, 45), step=16))
    hotline.panel.take("map.show", {"kind": "repair"})
    settle()
    assert hotline.order in {mark.id for node in canvas.in_sight() for mark in node.marks()}
