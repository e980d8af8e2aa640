"""An order's nearest outlets on the map: numbered, reasoned, relayed in one key, taken back."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sqlalchemy import select
from tests.factories.customers import HOME, a_customer
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.screens.outlet_map.conftest import FAR, settle

from callcentre.store.tables import OrderEvent, OrderView


def choose(hotline, order=None):
    hotline.panel.take("map.order", {"order": order or hotline.order})
    settle()
    return hotline.panel.side.for_order


def state_of(hotline, order):
    return hotline.at.desk.read(
        lambda session: tuple(
            session.execute(select(OrderView.state, OrderView.outlet_id).where(OrderView.order_id == order)).one()
        )
    )


def test_the_nearest_come_first_with_numbers_on_map_and_list(hotline):
    page = choose(hotline)
    listed = [one.outlet_id for one in page.outlets.rows_model.rows()]
    assert listed[:2] == [hotline.near, hotline.next]
    aim = hotline.panel.canvas.scene.aim
    assert [(one.number, one.id) for one in aim.outlets] == list(enumerate(listed, start=1))
    assert aim.chosen == hotline.near
    assert page.relay.words == "Relay to 城西服务部"
    card = page._card(page.outlets.rows_model.rows()[-1])
    assert "far away" in card.spoken()


def test_order_and_outlets_are_in_sight_and_the_outlets_are_drawn_once(hotline):
    choose(hotline)
    canvas = hotline.panel.canvas
    left, top, right, bottom = canvas.view.box()
    aim = canvas.scene.aim
    for thing in (aim, *aim.outlets[:2]):
        assert left < thing.x < right
        assert top < thing.y < bottom


def test_one_key_relays_to_the_one_chosen_and_the_toast_takes_it_back(hotline):
    page = choose(hotline)
    QTest.keyClick(hotline.panel, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert hotline.panel.canvas.scene.aim.chosen == hotline.next
    assert page.relay.words == "Relay to 城东服务部"
    QTest.keyClick(hotline.panel, Qt.Key.Key_F8)
    settle()
    assert state_of(hotline, hotline.order) == ("relayed", hotline.next)
    said, undo = hotline.at.shell.toasts[-1]
    assert said.endswith("is relayed to 城东服务部")
    assert hotline.panel.order.chosen is None
    undo()
    settle()
    assert state_of(hotline, hotline.order) == ("open", None)
    kinds = hotline.at.desk.read(
        lambda session: list(
            session.scalars(
                select(OrderEvent.kind).where(OrderEvent.order_id == hotline.order).order_by(OrderEvent.pos)
            )
        )
    )
    assert kinds == ["opened", "relayed", "undone"]
    assert hotline.panel.order.chosen.card.header.order_id == hotline.order


def test_an_order_nobody_knows_the_place_of_stands_on_no_outlet_until_one_is_picked(hotline):
    order = an_order(hotline.at.desk, customer=a_customer(hotline.at.desk, name="赵敏", places=()))
    page = choose(hotline, order)
    assert page.head.name.text() == "Suitable outlets"
    assert page.none_proposed.text() == "The place is needed to propose an outlet."
    assert page.none_proposed.isVisible()
    assert page.outlets.current() is None
    QTest.keyClick(hotline.panel, Qt.Key.Key_F8)
    settle()
    assert state_of(hotline, order) == ("open", None)
    QTest.keyClick(hotline.panel, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not page.none_proposed.isVisible()
    assert page.relay.isEnabled()
    choose(hotline)
    assert page.head.name.text() == "Nearest suitable outlets"


def test_an_order_that_cannot_be_relayed_says_why_and_nothing_happens(hotline):
    order = an_order(hotline.at.desk, stage="awaiting_callback", outlet=hotline.near)
    page = choose(hotline, order)
    assert not page.relay.isEnabled()
    assert page.relay.why_not
    assert page.why_not.text() == page.relay.why_not
    hotline.panel.order.relay()
    assert state_of(hotline, order)[0] == "awaiting_callback"


def test_enter_on_its_mark_chooses_an_order_and_escape_goes_back(hotline):
    canvas = hotline.panel.canvas
    node = next(
        node for node in canvas.scene.pyramid.at(22).nodes() if node.single and node.mark.id == hotline.order
    )
    canvas.look_at(canvas.view.around(node.x, node.y, step=22))
    hotline.key(Qt.Key.Key_Tab)
    assert canvas.here is node
    hotline.key(Qt.Key.Key_Return)
    assert hotline.panel.side.currentIndex() == 1
    assert hotline.panel.order.chosen.card.header.order_id == hotline.order
    hotline.key(Qt.Key.Key_Escape)
    assert hotline.panel.order.chosen is None
    assert hotline.panel.side.currentIndex() == 0
    assert canvas.scene.aim is None


def test_a_place_nobody_measured_is_said_and_no_distance_is_counted_from_it(hotline):
    somewhere = replace(HOME, lng=None, lat=None)
    order = an_order(hotline.at.desk, customer=a_customer(hotline.at.desk, places=[somewhere]))
    page = choose(hotline, order)
    assert page.exact.word == "place not measured"
    assert hotline.panel.canvas.scene.aim.rough
    assert all(one.metres is None for one in page.outlets.rows_model.rows())
    assert "distance unknown" in page._card(page.outlets.rows_model.rows()[0]).spoken()


def test_a_click_on_a_numbered_outlet_chooses_it(hotline):
    choose(hotline)
    canvas = hotline.panel.canvas
    second = canvas.scene.aim.outlets[1]
    x, y = canvas.view.to_screen(second.x, second.y)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    settle()
    assert canvas.scene.aim.chosen == second.id


def test_alt_o_opens_the_orders_own_page(hotline):
    choose(hotline)
    QTest.keyClick(hotline.panel, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert hotline.at.shell.navigated[-1] == ("orders.open", {"order": hotline.order})


def test_an_outlet_that_opens_meanwhile_is_offered(hotline):
    choose(hotline)
    nearest = an_outlet(hotline.at.desk, name="隔壁服务部", place=replace(FAR, lng=117.2501, lat=31.8401))
    hotline.read()
    assert hotline.panel.side.for_order.outlets.rows_model.rows()[0].outlet_id == nearest
    assert hotline.panel.order.outlet_id == hotline.near


def test_outlets_near_that_do_not_take_the_product_are_counted_and_not_offered(hotline):
    other = an_outlet(hotline.at.desk, code="A9", name="洗衣机服务部", skills=["washing_machine"])
    an_outlet(hotline.at.desk, code="B9", name="越秀洗衣机", skills=["washing_machine"], place=FAR)
    asked = an_order(hotline.at.desk, category="air_conditioner", fault="ac.not_cooling")
    hotline.read()
    page = choose(hotline, asked)
    assert other not in [one.outlet_id for one in page.outlets.rows_model.rows()]
    assert page.others.text() == "Not suitable: 1 outlet near does not take this product"
    choose(hotline, hotline.order)
    assert page.others.isHidden()
