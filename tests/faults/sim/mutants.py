"""The protocol broken on purpose, one rule at a time: a proof that does not notice these proves nothing."""

from dataclasses import dataclass

from tests.faults.sim import broken
from tests.faults.sim.desk import Desk
from tests.faults.sim.judging import NEW_IN_2
from tests.faults.sim.run import KINDS, STEPS_BY_WEIGHT, Run
from tests.faults.sim.server import Server


@dataclass(frozen=True)
class Mutant:
    """`rule` is what it lacks; `run` plays it; among this many histories at least one must notice."""

    name: str
    rule: str
    run: type
    within: int
    begin: int = 0
    """Where the search begins: at histories of which one is known to notice."""

    def whole(self):
        """The same histories with the rule in its place."""
        return type(f"whole_{self.name}", (Run,), {
            "weights": self.run.weights, "moved_in_clones": self.run.moved_in_clones, "long_while": self.run.long_while,
            "at_once": self.run.at_once,
        })  # fmt: skip


def _mutant(name, rule, *, server=None, desk=None, often=None, within=60, begin=0, **more):
    """The methods `server` and `desk` in place of the right ones; `often`: steps that come that many times as often."""
    parts = dict(more)
    if server:
        parts["server_class"] = type(f"{name}_server", (Server,), server)
    if desk:
        parts["desk_class"] = type(f"{name}_desk", (Desk,), desk)
    if often:
        parts["weights"] = [STEPS_BY_WEIGHT[kind] * often.get(kind, 1) for kind in KINDS]
    return Mutant(name, rule, type(name, (Run,), parts), within, begin)


RESTORES = {"restore": 4, "snapshot": 2}
LEASES = {"claim": 5, "restore": 3, "snapshot": 2}
ERASES = {"erase": 5}
BYTES = {"send_bytes": 4, "fetch_bytes": 8}

FIRST_SKETCH = (
    _mutant("no_dedupe", "a change is known by its id", server={"is_known": lambda self, change: False}),
    _mutant("cursor_first", "rows and cursor are one transaction", desk={"applied": broken.cursor_first}),
    _mutant("no_base_check", "a field is written by who has seen it",
            server={"has_seen": lambda self, row, pk, name, seen: True}),
    _mutant("delete_on_ack", "what was acknowledged is kept", desk={"answered": broken.delete_on_ack}),
    _mutant("epoch_only", "a restore is known by marks, not by an epoch row", server={"hello": broken.never_restored}),
    _mutant("head_only", "a restore is known by marks, not by a lower head",
            server={"is_same": lambda self, entries, seq, mark: seq <= len(entries)}),
    _mutant("xid_order_blind", "versions decide where feed and rows differ in order",
            server={"pull": broken.swapped}, desk={"merge": broken.blind_merge}),
    _mutant("client_clock_lease", "leases end by the server's clock", often=LEASES,
            server={"is_held": lambda self, lease, body: lease is not None and lease["until"] > body["desk_now"]}),
    _mutant("ack_before_answer", "what is sent is not acknowledged yet", desk={"batch": broken.acked_when_sent}),
    _mutant("skip_gap", "a feed has no gap", desk={"check_place": lambda self, row, seq: None}),
    _mutant("cursor_mark_only", "the last own acknowledged change is compared too", often=RESTORES, within=400,
            server={"hello": lambda self, body, member: Server.hello(self, body | {"acks": {}}, member)}),
    _mutant("watermark_by_seq", "a backup is known by its mark, not by a number", often=RESTORES | {"tick": 4, "verify": 3},
            within=600, server={"is_kept": broken.kept_by_number, "backup_verified": broken.tell_number},
            desk={"backup_moved": lambda self: True}, long_while=31),
    _mutant("numeric_base", "what a writer has seen is an id, not a number", often=RESTORES, within=400,
            server={"has_seen": broken.seen_by_number, "tell_patch": broken.number_patch}),
)  # fmt: skip

DECIDED = (
    _mutant("change_as_mark", "a mark stands for one history, an id may come back to its old place",
            often=RESTORES, within=600, begin=240, server={"append": broken.change_as_mark, "answer": broken.answer_change_as_mark}),
    _mutant("version_by_answer", "a row's version is moved by what is pulled alone",
            desk={"answer_applied": broken.version_by_answer, "answer_conflict": broken.version_by_answer}),
    _mutant("acks_of_own_feeds", "acknowledged changes of feeds one may no longer read count too", within=600, begin=170,
            often=RESTORES | {"change_rights": 4}, server={"hello": broken.acks_of_own_feeds}),
    _mutant("no_loose_ack", "so do those that have no place in a feed one reads", within=1500, begin=30,
            often=RESTORES | {"change_rights": 8}, desk={"hello": broken.hello_without_loose}),
    _mutant("places_forgotten", "what a restored server still has takes its new place", within=1500, begin=70,
            often=RESTORES | {"change_rights": 8}, desk={"lost": broken.places_forgotten}),
    _mutant("returned_forgotten", "what came back may be lost once more", within=1500, begin=1090,
            often=RESTORES | {"lose_desk": 2}, desk={"returned": broken.returned_forgotten}),
    _mutant("clone_of_nothing", "a clone of a feed one may not read is refused, not empty", within=200, begin=500,
            moved_in_clones=0.3, server={"clone": broken.clone_of_nothing}),
    _mutant("pruned_unsaid", "a reader behind what was pruned is told", often={"prune": 4},
            server={"hello": broken.pruned_unsaid}),
    _mutant("clone_drops_outbox", "a clone keeps the outbox", desk={"start_clone": broken.clone_drops_outbox}),
    _mutant("kept_young", "what a backup holds is kept thirty days more", often=RESTORES | {"verify": 3},
            server={"is_kept": broken.kept_young}),
    _mutant("kept_by_age", "age alone frees nothing", often=RESTORES | {"tick": 4, "verify": 2}, within=600, begin=90,
            server={"is_kept": broken.kept_by_age}),
    _mutant("refused_elsewhere", "who was acknowledged hears that a restored server refused it", within=3000,
            often=RESTORES | {"copy_file": 4, "decide": 5, "prune": 2}, server={"missing": broken.missing_knows_refused}),
    _mutant("own_copy_ignored", "3.8.1 the pulled copy of an own event replaces it", within=200,
            desk={"take_event": broken.own_copy_ignored, "answer_applied": broken.answer_without_place,
                  "answer_conflict": broken.answer_without_place}),
    _mutant("unknown_is_refused", "3.8.5 what is not here yet is waited for", often=RESTORES, within=400,
            server={"check_sight": broken.waits_are_refused}),
    _mutant("fact_lost", "3.8.2 of a fact that is set aside somebody hears", within=200, server={"conflict": broken.fact_lost}),
    _mutant("illegal_decision_stands", "3.8.2 an illegal decision is refused",
            server={"judged": broken.illegal_decision_stands}),
    _mutant("fact_refused", "3.8.2 a fact is never refused for the state", within=200, server={"judged": broken.fact_refused}),
    _mutant("after_ignored", "3.8.2 a decision waits for what its writer had seen", often=RESTORES, within=600,
            server={"knows_after": lambda self, machine, subject, kind, after: True}),
    _mutant("at_as_stated", "3.8.16 no event lies in the future", server={"judged": broken.at_as_stated}),
    _mutant("no_leave", "3.8.3 an order that moves away leaves", within=200,
            server={"leave": lambda self, change, feed, order, customer: None}),
    _mutant("no_enter", "3.8.3 an order that comes enters in full", within=200,
            server={"enter": lambda self, change, feed: {}}),
    _mutant("seen_in_full", "3.8.3 an outlet sees of a customer what a visit needs",
            server={"seen_of": broken.seen_in_full, "VISIBLE": frozenset({"no", "name", "initials", "phone", "state", "notes", NEW_IN_2})}),
    _mutant("anybody_s_name", "3.8.4 a login speaks for itself", often={"forge": 4},
            server={"objection_to": lambda self, command, member: ""}),
    _mutant("forgery_stored", "3.8.4 a forgery spoils nobody's act", often={"forge": 4},
            server={"command": broken.forgery_stored}),
    _mutant("refusal_forgotten", "3.8.5 a refusal is an answer and is kept", within=1500,
            often={"copy_file": 3, "late_copy": 3, "give_up": 4}, server={"refuse": broken.refusal_forgotten}),
    _mutant("needs_ignored", "3.8.5 nothing is applied before what it builds on", within=200,
            server={"check_needs": lambda self, command: None}, desk={"batch": broken.batch_without_needs}),
    _mutant("no_halving", "3.8.5 one command the server cannot take stops no other", server={"push": broken.no_halving}),
    _mutant("nothing_offered", "3.8.6 what colleagues had seen is offered", often=RESTORES | {"lose_desk": 2},
            within=200, desk={"offers": lambda self, now: []}),
    _mutant("file_purged", "3.8.6 the old file is kept until it was asked", often=RESTORES | {"lose_desk": 2},
            within=400, desk={"lost": broken.file_purged}),
    _mutant("witness_believed", "3.8.6 a supervisor accepts what witnesses tell", within=200,
            often=RESTORES | {"lose_desk": 2}, server={"command": broken.witness_believed}),
    _mutant("device_kept", "a copied file is another device", often={"copy_file": 4},
            desk={"copied": lambda self: False}),
    _mutant("unknown_field_dropped", "3.8.10 an old program keeps what it does not know", within=400,
            often={"upgrade": 4}, desk={"store": broken.unknown_field_dropped}),
    _mutant("payload_not_blanked", "3.8.12 erased words leave the feeds", often=ERASES,
            server={"blank_entry": lambda self, entry: None}),
    _mutant("erased_row_only", "3.8.12 erased words leave the outbox", often=ERASES, within=200,
            desk={"take_erased": broken.erased_row_only}),
    _mutant("erased_in_own_feed", "3.8.12 who no longer reads the feed hears of it too", within=1500,
            often=ERASES | {"change_rights": 4}, server={"append": broken.erased_in_own_feed}),
    _mutant("renewed_late", "a lease that has ended is taken anew", often=LEASES, within=200,
            server={"claim": broken.renewed_late}),
    _mutant("leases_forgotten", "after a restore nothing is lent for one term", often=LEASES, within=200,
            server={"restore": broken.leases_forgotten}),
    _mutant("tentative_is_held", "what was taken alone is not had before the server says so", often=LEASES, within=200,
            claim_alone=broken.taken_when_alone),
    _mutant("second_untold", "the second to take something alone is told who was first", often=LEASES, within=200,
            tell_second=lambda self, post, person, thing, by: None),
    _mutant("complaint_told", "3.8.3 an outlet never hears of a complaint", often={"act": 2}, within=400,
            server={"tell_event": broken.complaint_told}),
    _mutant("part_is_whole", "3.8.7 bytes are there when the last part is and they are what their name says", often=BYTES,
            within=200, server={"is_whole": lambda self, name: bool(self.state.parts.get(name))}),
    _mutant("bytes_for_all", "3.8.7 bytes are for whoever sees the row", often=BYTES, within=200,
            server={"check_blob": lambda self, name, member: None}),
    _mutant("sent_believed", "3.8.7 bytes that a restored server lacks are sent again", often=BYTES | RESTORES, within=400, begin=80,
            desk={"new_epoch": lambda self, epoch: None}),
    _mutant("version_patched", "3.8.11 versions of the profile are laid down once", within=400, begin=28,
            server={"check_patch": lambda self, change: None}),
    _mutant("half_a_group", "fields that belong together land together", within=400, begin=50, server={"together": lambda self, change: ()}),
    _mutant("number_twice", "two rows never share a number, and both stay", within=200,
            server={"clash": lambda self, feed, fields: None}),
)  # fmt: skip

MUTANTS = FIRST_SKETCH + DECIDED
