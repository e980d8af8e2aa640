"""One rule of the file left out at a time: a test of this folder notices each. What proves nothing does not notice."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from tests.store.exchange import (
    test_answers,
    test_copies,
    test_cut_off,
    test_erased,
    test_joining,
    test_outlets,
    test_restored_server,
    test_spare,
    test_two_desks,
)
from tests.store.exchange.test_joining import alone
from tests.store.exchange.test_outlets import d1
from tests.store.exchange.test_restored_server import backups

from callcentre.store.exchange import erasing, keeping, leaving, lines, meeting, renaming, rows, sending, spare, stories
from callcentre.store.exchange_file import ExchangeFile

__all__ = ["alone", "backups", "d1"]


class Mutant(NamedTuple):
    """In this function these words stand in the place of those; the test notices."""

    rule: str
    function: Callable[..., Any]
    words: str
    instead: str
    test: Callable[..., Any]
    given: tuple[tuple[str, Any], ...] = ()


MUTANTS = (
    # Where the file stands.
    Mutant("the last own acknowledgements are told", meeting.hello, '"acks": acks', '"acks": {}',
           test_answers.test_what_was_pushed_and_not_pulled_when_the_server_was_put_back_is_sent_again),
    Mutant("what may no longer be read goes", meeting.keep_feeds, "sorted(known - feeds.keys())", "[]",
           test_outlets.test_who_moves_to_another_outlet_sees_that_ones_orders_alone),
    Mutant("a clone that is not at its end is gone on with", ExchangeFile.cloned, 'page["next"], feed)', "None, feed)",
           test_cut_off.test_a_half_finished_clone_goes_on_where_it_was),
    Mutant("a copied file is another device", ExchangeFile.copied, "bool(machine) and machine != self._machine", "False",
           test_copies.test_a_copied_file_is_another_workstation_and_both_outboxes_land_once),
    Mutant("a new device has another id", meeting.new_device, "device = new_id(now)",
           'device = id_of(run(session, "SELECT id FROM device")[0][0])',
           test_copies.test_an_earlier_state_put_back_over_the_folder_is_another_workstation),
    Mutant("a feed has no gap", ExchangeFile.applied, "+ 1:", "+ 1 and False:", test_cut_off.test_a_line_that_lacks_is_never_passed_over),
    # What goes out and what is answered.
    Mutant("what was answered is acknowledged", sending._acknowledge, "state='acked'", "state='waits'",
           test_answers.test_what_was_answered_is_acknowledged_before_it_is_pulled),
    Mutant("what lost gives way", sending._acknowledge, "lose(page, own.change, lost)", "pass",
           test_answers.test_a_value_that_lost_is_known_as_lost_as_soon_as_it_is_answered),
    Mutant("a refusal is kept with its reason", sending._settle, 'result.get("code") or ""', '""',
           test_two_desks.test_a_decision_that_came_too_late_is_refused_and_shown_with_its_reason),
    Mutant("an event takes the effect it was given", sending._confirm_event, '"effect", "state_before"', '"state_before"',
           test_answers.test_an_event_has_the_effect_it_was_given_as_soon_as_it_is_answered),
    Mutant("what waited is tried again", sending.awake, "state='waits'", "state='never'",
           test_cut_off.test_what_waited_is_tried_again),
    # What comes in.
    Mutant("what waits stays on the screen", lines._take_fields, "row.own_fields(), change=", "{}, change=",
           test_two_desks.test_what_is_waiting_stays_on_the_screen_and_the_other_value_beside_it),
    Mutant("an own value that lost was never history", lines.lose, "DELETE FROM field_change", "DELETE FROM purge",
           test_two_desks.test_two_who_write_one_field_are_both_told_and_the_first_stands),
    Mutant("what leaves takes all that hangs on it", leaving.purge, "for _, child, column in CHILDREN:", "for _, child, column in ():",
           test_outlets.test_an_order_that_is_taken_away_leaves_nothing_behind),
    Mutant("a row that enters says who wrote it", lines._take_whole, 'by = line.get("by", {})', "by = {}",
           test_outlets.test_an_outlet_writes_over_what_it_was_shown),
    Mutant("two rows never share a key", rows.Rows._make_way, "for columns in keys(row.entity):", "for columns in ():",
           test_two_desks.test_two_new_rows_with_one_key_are_both_kept_and_held_up),
    Mutant("waiting events are judged anew", stories.Stories._lay, "if not subjects:", "if subjects:",
           test_two_desks.test_a_decision_that_came_too_late_is_refused_and_shown_with_its_reason),
    # After a restore.
    Mutant("what the server lacks goes again", keeping.lose_places, "state='new', lost", "state='acked', lost",
           test_restored_server.test_what_was_acknowledged_and_forgotten_is_sent_again),
    Mutant("what colleagues wrote is witnessed", keeping.lose_places, 'run_many(session, "DELETE FROM journal WHERE change_id=?", gone)',
           'run(session, "DELETE FROM witness")',
           test_restored_server.test_what_a_colleague_wrote_whose_desk_is_gone_is_offered_by_who_had_seen_it),
    Mutant("what was pulled is written down", keeping.write_down, "if tells else None", "if False else None",
           test_restored_server.test_what_a_colleague_wrote_whose_desk_is_gone_is_offered_by_who_had_seen_it),
    Mutant("the author is named", keeping.offers, '"actor": line["actor"]', '"actor": line["device"]',
           test_restored_server.test_what_a_colleague_wrote_whose_desk_is_gone_is_offered_by_who_had_seen_it),
    Mutant("rows that a lost history told go", leaving.begin_anew, "INSERT OR IGNORE INTO stale SELECT id, '{entity}' FROM {entity}", "SELECT 1",
           test_outlets.test_who_moves_to_another_outlet_sees_that_ones_orders_alone),
    Mutant("what a backup holds is freed", keeping.free, "state='acked'", "state='never'",
           test_restored_server.test_a_backup_that_holds_all_frees_what_is_old_enough),
    # The copy of what waits, erasure, joining.
    Mutant("what the file knows is not taken out of the copy", spare._take, 'if run(session, "SELECT 1', 'if not run(session, "SELECT 1',
           test_spare.test_what_was_sent_or_given_up_since_the_copy_is_not_taken),
    Mutant("a file behind its copy is another device", spare.take_copies, 'mark["steps"] > steps', "False",
           test_spare.test_an_earlier_state_put_back_without_a_server_is_known_by_the_copy),
    Mutant("what is unsent of the erased is blank", erasing._blank_unsent, "in _spoken(entity, fields)", "in ()",
           test_two_desks.test_an_erased_customer_is_blank_everywhere),
    Mutant("what was pulled of the erased is blank", erasing._blank_kept, 'in _spoken(entity, kept["fields"])', "in ()",
           test_two_desks.test_an_erased_customer_is_blank_everywhere),
    Mutant("an erasure passes no older change over", lines._take_erased, '0 if line["feed"] == "company" else ', "",
           test_erased.test_a_customer_changed_before_the_erasure_was_read_is_as_the_server_has_it),
    Mutant("what the server has by the same key is taken over", renaming.adopt, "rename(session, ids)", "pass",
           test_joining.test_what_the_server_knows_by_the_same_key_is_not_sent_twice),
    Mutant("who signs in is who has written", renaming.rename, "isinstance(column.type, Id)", "False",
           test_joining.test_whoever_joins_is_whoever_signed_in_in_all_they_have_written),
)  # fmt: skip


def break_rule(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the function has it broken."""
    source = textwrap.dedent(inspect.getsource(mutant.function))
    assert source.count(mutant.words) == 1, f"{source.count(mutant.words)} times: {mutant.words}"
    made: dict[str, Any] = {}
    exec(source.replace(mutant.words, mutant.instead), mutant.function.__globals__, made)
    monkeypatch.setattr(mutant.function, "__code__", made[mutant.function.__name__].__code__)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.rule.replace(" ", "_"))
def test_a_missing_rule_is_noticed(mutant: Mutant, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    given = dict(mutant.given)
    fixtures = {name: request.getfixturevalue(name) for name in inspect.signature(mutant.test).parameters if name not in given}
    break_rule(mutant, monkeypatch)
    try:
        mutant.test(**fixtures, **given)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - however a test fails, it has noticed
        return
    pytest.fail(f"nobody notices without: {mutant.rule}")
