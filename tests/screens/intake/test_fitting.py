"""No word is cut on a small screen, in either language, in any state of the panel."""

import pytest
from PySide6.QtWidgets import QApplication
from tests.factories import customers, orders
from tests.ui.fitting import cut_texts

from callcentre.ui import language


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_words_fit_at_1366(intake, look, spoken):
    customers.a_customer(intake.at.desk, name="王建国", phones=["13800138000"])
    orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="accepted", asset=intake.asset)
    orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="closed", asset=intake.asset)
    language.set_language(spoken, look)
    panel, seen = intake.panel, {}

    def look_at(state: str) -> None:
        for _turn in range(3):
            QApplication.processEvents()
        seen[state] = cut_texts(panel)

    look_at("idle")
    intake.ring()
    look_at("on the line")
    panel.form.urgency.choose("danger")
    panel.form.urgency.chosen.emit("danger")
    look_at("danger")
    panel.form.urgency.choose("normal")
    panel.form.urgency.chosen.emit("normal")
    panel.solve.click()
    look_at("solving")
    panel.show_solving(False)
    panel.bar.end.click()
    look_at("ending")
    panel.ending.cancel.click()
    panel.customer.edit.click()
    look_at("editing")
    panel.save.click()
    look_at("saved")
    intake.ring("13900001111")
    look_at("a newcomer")
    assert seen == {state: [] for state in seen}
