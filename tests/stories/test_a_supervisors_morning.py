"""A supervisor's morning: one outlet's late orders chased together, taken on to the orders and the map, a photo kept."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from tests.stories.steps import answer_the_phone, find_order, take_down

from callcentre.store.attachments import attachments_of
from callcentre.store.tables import Call


def test_late_orders_are_chased_looked_at_and_proved_by_keys_alone(sit_down, tmp_path, monkeypatch):
    me = sit_down()
    me.go(16, 9)
    answer_the_phone(me)
    order = take_down(me, "cool", "不制冷", "14-16")
    me.go(16, 15)

    me.choose_act("watch", "Go to Watch")
    me.sees("Not accepted")
    me.press("Ctrl+F")
    me.write("cd")
    me.press("Return")
    me.sees("1 fits, 1 open")
    me.press("F9")
    me.sees("the call is noted on")
    assert me.read(lambda session: session.query(Call).where(Call.order_id == order, Call.direction == "out").count()) == 1

    me.press("Ctrl+L")
    me.sees("1 order, 1 overdue")
    me.is_at("Orders")
    me.press("Ctrl+M")
    me.sees("Find a place")

    photo = tmp_path / "铭牌.png"
    QImage(20, 20, QImage.Format.Format_RGB32).save(str(photo))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: ([str(photo)], ""))
    find_order(me, order)
    me.press("Alt+J")
    me.sees("1 file is kept with the case", "铭牌.png")
    assert [row.name for row in me.read(lambda session: attachments_of(session, order))] == ["铭牌.png"]
    me.choose_act("look at", "Look at 铭牌.png")
    me.sees("Save as …")
    me.press("Esc")
    me.sees_no("Save as …")
