"""A desk with one known caller, and keys pressed as a person would."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from tests.factories import assets, customers, outlets, products
from tests.factories.desks import clock_of
from tests.factories.panels import PanelDesk

from callcentre.domain.instants import SECOND
from callcentre.screens.intake.presenter import IntakePanel, build

NUMBER = "13800138000"


@dataclass
class Intake:
    """The panel on a desk, with what stands in its file."""

    at: PanelDesk
    customer: UUID
    asset: UUID
    near: UUID
    far: UUID
    panel: IntakePanel = field(init=False)

    def open(self) -> IntakePanel:
        """The panel, shown and active, as after a start."""
        self.panel = build(self.at.context)
        self.panel.resize(1294, 700)
        self.panel.show()
        self.panel.activateWindow()
        QTest.qWaitForWindowActive(self.panel)
        return self.panel

    def crash(self) -> IntakePanel:
        """The program is gone in the middle of it and started again; what is open then comes from the drafts."""
        shiboken6.delete(self.panel)
        self.at.shell.tabs.clear()
        return self.open()

    def ring(self, number: str = NUMBER) -> None:
        """The telephone rings."""
        self.panel.take("intake.incoming", {"number": number})
        QApplication.processEvents()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, wherever the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.panel, key, held)
        # What a key puts in place is seen in the next turn.
        QApplication.processEvents()
        if QApplication.activePopupWidget() is None and not self.panel.isActiveWindow():
            # The display of tests leaves a list that was closed the active window.
            self.panel.activateWindow()
            QTest.qWaitForWindowActive(self.panel)

    def type(self, text: str) -> None:
        """Letters, one key each, into what has the focus."""
        QTest.keyClicks(QApplication.focusWidget(), text)
        # A list that opens under the field is told that it was shown before the next key comes.
        QApplication.processEvents()

    def later(self, seconds: int) -> None:
        """Time passes, and the panel notices."""
        clock_of(self.at.desk).pass_time(seconds * SECOND)
        self.panel.tick()

    def write(self, field_: QLineEdit, text: str) -> None:
        """Text that keys cannot bring, such as Chinese, into a field a hand is in."""
        field_.setFocus()
        field_.setText(text)
        field_.textEdited.emit(text)


@pytest.fixture
def intake(at, qtbot):
    """Li Xiuying with one machine, two outlets, and the panel open."""
    desk = at.desk
    customer = customers.a_customer(desk, name="李秀英", phones=[NUMBER], needs="听力不便")
    model = products.a_product(desk, model="KFR-35")
    asset = assets.an_asset(desk, customer, product=model, place="客厅", purchased_on=date(2026, 1, 5), serial="SN77001")
    near = outlets.an_outlet(desk, name="城东服务部", phone="0551-62345678", night_phone="13911112222")
    far = outlets.an_outlet(
        desk, name="六安服务站", place=outlets.NEAR.__class__("安徽省", "六安市", "金安区", "解放路1号", 116.5, 31.74)
    )
    made = Intake(at, customer, asset, near, far)
    made.open()
    yield made
    shiboken6.delete(made.panel)
