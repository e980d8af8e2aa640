"""Between the simulation's few fields and the tables of the real server: what goes out is dressed, what comes back undressed."""

import base64

from tests.faults.sim.machines import EXPLAINED, MACHINES

RENAMED = {"phone": "needs"}
"""Fields of the simulation's customers -> columns that an outlet sees as well."""
NAMES = {column: name for name, column in RENAMED.items()}
CODES = {"command.needs": "needs.unknown", "command.witnessed": "witness.held"}
KNOWN = frozenset({"article", "profile_version", "customer", "service_order", "complaint", "attachment", "conflict"})
OUTSIDE = {"kind": "other", "fields": {}}
"""A line of a table that the simulation has not: it takes its place in the feed and nothing else."""
SUBJECT = {"order_event": "order_id", "complaint_event": "complaint_id"}


class Dressing:
    """Remembers what the real rows do not say: the customer of an order, the order of a complaint."""

    def __init__(self):
        self.linked = {}

    # -- out

    def command(self, command):
        return command | {"changes": [self.change(change, command) for change in command["changes"]]}

    def change(self, change, command):
        if change["kind"] == "event":
            return change | {"fields": _event_out(change, command)}
        fields = {RENAMED.get(name, name): trio for name, trio in change["fields"].items()}
        if change["kind"] == "create":
            fields = getattr(self, f"make_{change['entity']}")(change, fields, command)
        return change | {"fields": fields}

    def make_customer(self, change, fields, command):
        return fields | {"tier": [None, "", None], "agreed_hours": [None, [], None], "needs": fields.get("needs", [None, "", None])}

    def make_article(self, change, fields, command):
        more = {"slug": change["pk"], "product": "", "symptom": "", "body": ""}
        return fields | {name: [None, value, None] for name, value in more.items()}

    def make_profile_version(self, change, fields, command):
        more = {"name": "x", "valid_from": "2026-01-01", "body": {}, "author_id": command["actor"], "made_at": 1_784_000_000_000_000}
        return {name: [None, value, None] for name, value in more.items()} | {"note": fields["body"]}

    def make_service_order(self, change, fields, command):
        return self.numbered(change, fields["customer"][1])

    def make_complaint(self, change, fields, command):
        return self.numbered(change, fields["about"][1])

    def numbered(self, change, linked):
        self.linked[change["pk"]] = linked
        return {"no": [None, change["pk"], None]}

    def make_attachment(self, change, fields, command):
        more = {"subject_kind": "order", "subject_id": fields["order"][1], "sha256": fields["sha"][1], "size": 1, "type": "text/plain",
                "name": "x", "actor_id": command["actor"], "at": 1_784_000_000_000_000}  # fmt: skip
        return {name: [None, value, None] for name, value in more.items()}

    # -- in

    def line(self, line):
        """A line of a feed."""
        if line["kind"] == "event":
            return line | {"fields": event_in(line["entity"], line["fields"])}
        if line["kind"] == "erased" and line["entity"] == "attachment":
            return line | {"kind": "blanked", "fields": {"sha": None}}
        if line["kind"] == "erased":
            return line if line["entity"] == "customer" else line | OUTSIDE
        if line["entity"] not in KNOWN:
            return line | OUTSIDE
        if line["entity"] == "conflict":
            return self.conflict(line)
        patch = line["kind"] == "patch"
        return line | {"fields": self.fields(line["entity"], line["pk"], line["fields"], patch=patch)}

    def cloned(self, row):
        """A row of a clone; None for what the simulation has not."""
        entity, fields = row["entity"], row["fields"]
        if entity in MACHINES:
            return {"entity": entity, "pk": row["change"], "version": row["version"], "fields": event_in(entity, fields), "by": {}}
        if entity == "erased":
            said = {"entity": "erased", "pk": fields["pk"], "version": 1, "change": row["pk"], "fields": {}, "by": {}}
            return said if fields["entity"] == "customer" else None
        if entity not in KNOWN:
            return None
        if entity == "conflict":
            return self.conflict(row)
        by = {NAMES.get(name, name): change for name, change in row["by"].items()}
        return row | {"fields": self.fields(entity, row["pk"], fields), "by": by}

    def fields(self, entity, pk, fields, *, patch=False):
        match entity:
            case "customer":
                kept = {NAMES.get(name, name): value for name, value in fields.items() if name not in ("tier", "agreed_hours")}
                return {name: _emptied(value, patch=patch) for name, value in kept.items()}
            case "service_order":
                return {"customer": self.linked.get(pk)}
            case "complaint":
                return {"about": self.linked.get(pk)}
            case "article":
                return {name: value for name, value in fields.items() if name == "title"}
            case "profile_version":
                return {"body": fields["note"]}
            case _:
                return {"order": fields["subject_id"], "sha": fields.get("sha256") or None}

    def conflict(self, row):
        fields = row["fields"]
        field = "" if fields["kind"] == "set_aside" else NAMES.get(fields["field"], fields["field"])
        mine = fields["field"] if fields["kind"] == "set_aside" else fields["mine"]
        key = f"{fields['change_id']}:{field}"
        said = {"id": key, "kind": fields["kind"], "entity": fields["entity"], "pk": fields["pk"], "field": field, "mine": mine,
                "theirs": fields["theirs"], "change_id": fields["change_id"]}  # fmt: skip
        return row | {"pk": key, "fields": said, "by": {}}

    def result(self, result, command):
        """The answer to one command of a push."""
        changes = {}
        said = {change["change"]: change for change in command["changes"]}
        for change, answer in (result["changes"] or {}).items():
            changes[change] = {"feed": "", "seq": 0, "mark": ""} | answer
            if "pos" in answer and said[change]["kind"] == "event":
                changes[change]["event"] = _answered(said[change], command["actor"], answer)
            if answer.get("conflicts"):
                changes[change]["conflicts"] = [NAMES.get(name, name) for name in answer["conflicts"]]
        code = result.get("code") or ""
        return result | {"code": CODES.get(code, code), "changes": changes}


def _emptied(value, *, patch):
    """Blank words are no words: the simulation says null."""
    if patch:
        return [part if part != "" else None for part in value]
    return value if value != "" else None


def _event_out(change, command):
    said = {name: trio[1] for name, trio in change["fields"].items()}
    more = {
        SUBJECT[change["entity"]]: change["pk"], "pos": 1, "at": change["stated_at"], "stated_at": None, "actor_id": command["actor"],
        "desk": "", "technician_id": None, "effect": "applied", "state_before": "", "state_after": "",
        "texts": EXPLAINED if said["kind"] == "ended" else {},
    }  # fmt: skip
    return {name: [None, value, None] for name, value in (said | more).items()}


def event_in(entity, fields):
    """An event's columns as the simulation has them."""
    return {
        "subject": fields[SUBJECT[entity]], "pos": fields["pos"], "kind": fields["kind"], "at": fields["at"],
        "actor_id": fields["actor_id"], "outlet_id": fields.get("outlet_id"), "data": fields["data"],
        "stated_at": fields["at"] if fields["stated_at"] is None else fields["stated_at"], "effect": fields["effect"],
        "state_before": fields["state_before"], "state_after": fields["state_after"],
    }  # fmt: skip


def _answered(change, actor, answer):
    said = {name: trio[1] for name, trio in change["fields"].items()}
    return said | {
        "subject": change["pk"], "pos": answer["pos"], "at": answer["at"], "actor_id": actor, "stated_at": change["stated_at"],
        "effect": answer["effect"], "state_before": answer.get("state_before", ""), "state_after": answer.get("state_after", ""),
    }  # fmt: skip


def part_out(body):
    """A part of an attachment as the server takes it."""
    return {"sha256": body["sha"], "part": body["part"] + 1, "of": body["of"], "bytes": base64.b64encode(body["bytes"].encode()).decode()}


def joined(parts):
    """The content of all parts."""
    return b"".join(map(base64.b64decode, parts)).decode()
