"""A map over a small hotline: two outlets near the order, one far away, orders in several states."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.factories.customers import HOME, a_customer
from tests.factories.orders import an_order
from tests.factories.outlets import NEAR, an_outlet

from callcentre.screens.outlet_map import SCREEN

FAR = replace(NEAR, province="广东省", city="广州市", district="越秀区", lng=113.26, lat=23.13)
NEXT = replace(NEAR, lng=117.30, lat=31.86)


@dataclass
class Hotline:
    """The panel and what lies on its map."""

    at: Any
    panel: Any
    near: UUID
    next: UUID
    far: UUID
    order: UUID

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, widget: Any = None) -> None:
        QTest.keyClick(widget or self.panel.canvas, key, modifier)
        settle()

    def read(self) -> None:
        self.panel.read()
        settle()


def settle() -> None:
    for _turn in range(3):
        QApplication.processEvents()


@pytest.fixture
def hotline(at, qtbot):
    near = an_outlet(at.desk, code="A1", name="城西服务部", capacity_per_day=5)
    following = an_outlet(at.desk, code="A2", name="城东服务部", place=NEXT)
    far = an_outlet(at.desk, code="B1", name="越秀服务部", place=FAR)
    order = an_order(at.desk, customer=a_customer(at.desk, name="李秀英"))
    panel = SCREEN.build(at.context)
    qtbot.addWidget(panel)
    panel.resize(1294, 700)
    panel.show()
    qtbot.waitExposed(panel)
    panel.canvas.setFocus()
    settle()
    return Hotline(at, panel, near, following, far, order)


__all__ = ["FAR", "HOME", "NEXT", "Hotline", "settle"]
