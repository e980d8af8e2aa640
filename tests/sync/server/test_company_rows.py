"""Rows of the company are changed by people of its sites, and everybody hears of it."""

from tests.sync.hotline import Hotline
from tests.sync.server.seat import an_id, change


def test_people_of_a_site_change_rows_of_the_company(hotline: Hotline) -> None:
    article = an_id()
    values = {"slug": "e5", "title": "E5", "product": "", "symptom": "", "body": ""}
    assert hotline.li.push(change("article", article, "create", values))["result"] == "applied"
    seen = {"title": ("E5", "E5 换泵", str(article))}
    assert hotline.zhao.push(change("article", article, "patch", seen))["result"] == "applied"
    outlet = {"phone": ("", "055112345678", str(hotline.w1))}
    assert hotline.sun.push(change("outlet", hotline.w1, "patch", outlet))["result"] == "applied"
    told = [(line["entity"], line["kind"], line["fields"]) for line in hotline.wu.pull("company")][-3:]
    assert told == [
        ("article", "create", values),
        ("article", "patch", {"title": ["E5", "E5 换泵"]}),
        ("outlet", "patch", {"phone": ["", "055112345678"]}),
    ]


def test_a_dispatcher_changes_a_technician_of_theirs(hotline: Hotline) -> None:
    technician = an_id()
    values = {"outlet_id": str(hotline.w1), "name": "老马", "phone": "", "skills": [], "certified_until": None, "state": "active"}
    assert hotline.d1.push(change("technician", technician, "create", values))["result"] == "applied"
    phone = {"phone": ("", "13900000002", str(technician))}
    assert hotline.d1.push(change("technician", technician, "patch", phone))["result"] == "applied"
    assert hotline.d2.push(change("technician", technician, "patch", phone))["code"] == "act.other_outlet"
