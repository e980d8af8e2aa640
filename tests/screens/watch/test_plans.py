"""However many orders are open, Watch reads them by index."""

import pytest
from tests.factories.desks import MORNING

from callcentre.store.inbox import candidates
from callcentre.store.watch import counts_query, danger_query, stage_query


def plan(at, query):
    def ask(session):
        bind = session.connection()
        said = query.compile(bind, compile_kwargs={"render_postcompile": True})
        given = [said.params.get(name) for name in said.positiontup]
        values = [value.bytes if hasattr(value, "bytes") else value for value in given]
        return [row[3] for row in bind.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", tuple(values))]

    return at.desk.read(ask)


@pytest.mark.parametrize("keeper", [None, "person"])
def test_a_stage_is_listed_in_the_order_of_its_index(at, keeper):
    who = at.context.person.id if keeper else None
    steps = plan(at, stage_query("unaccepted", 200, who))
    assert steps[0].startswith("SEARCH order_view USING INDEX ix_order_view_stage (stage=?")
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps), steps


def test_counts_are_read_from_the_index_of_open_orders_alone(at):
    steps = plan(at, counts_query(MORNING, at.context.person.id))
    assert steps == ["SCAN order_view USING COVERING INDEX ix_order_view_stage"]


def test_dangers_are_found_by_an_index_that_holds_nothing_else(at):
    steps = plan(at, danger_query(200, None))
    assert "ix_order_view_danger" in steps[0]
    assert not any("TEMP B-TREE" in step for step in steps), steps


def test_what_may_wait_for_a_person_is_found_by_indexes(at):
    for query in candidates(MORNING, at.context.profile):
        steps = plan(at, query)
        assert "INDEX" in steps[0], steps


