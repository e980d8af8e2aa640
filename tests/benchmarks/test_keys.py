"""No task at the hotline costs more keys than it did, with Chinese words from an input method among them."""

import csv
from pathlib import Path

from tests.benchmarks.keys import TASKS, Counted, counted
from tests.stories.conftest import folder, sit_down
from tests.stories.steps import answer_the_phone, call_back, outlet_accepts, outlet_reports_visit, take_down

__all__ = ["folder", "sit_down"]
TABLE = Path(__file__).with_name("keys.csv")
"""Task, keys that wrote words, other keys: lowered by hand when a task became shorter."""


def table():
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def test_no_task_costs_more_keys_than_it_did(sit_down):
    me = sit_down()
    answer_the_phone(me)
    order = take_down(me, "cool", "开了半天也不凉", "14-16")
    me.act("Open the order")
    outlet_accepts(me, order)
    me.go(1, 17)
    outlet_reports_visit(me, order, "14:05", "14:50")
    me.go(2, 10)
    call_back(me)
    me.press("1", "1")
    me.act("Satisfied, close")
    me.stands(order, "closed")
    me.go(6, 9)

    found = [counted(me, task, do) for task, do in TASKS]
    for one in found:
        print(f"| {one.task} | {one.words} | {one.others} |")  # noqa: T201
    known = {row["task"]: Counted(row["task"], int(row["words"]), int(row["others"])) for row in me.elsewhere(table)}
    assert {one.task for one in found} == set(known)
    assert [one for one in found if one.others > known[one.task].others or one.words > known[one.task].words] == []
    others = {one.task: one.others for one in found}
    assert others["known caller, same fault again"] <= 8
    assert others["next callback, satisfied"] <= 4
