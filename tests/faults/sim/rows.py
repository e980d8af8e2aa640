"""What a row of a feed does to a file of the simulation: values taken, kept beside, taken away, blanked."""

import json

from tests.faults.sim.judging import PERSONAL
from tests.faults.sim.machines import MACHINES

from callcentre.domain.merging import merged, merged_whole


class Rows:
    """The part of `Desk` that knows rows, events and conflicts."""

    def body(self, entity, pk):
        found = self.all("select body from row where entity=? and pk=?", entity, pk)
        return json.loads(found[0][0]) if found else None

    def keep(self, entity, pk, body):
        self.db.execute("update row set body=? where entity=? and pk=?", (json.dumps(body), entity, pk))

    def own(self, entity, pk):
        """Fields with own changes that are not confirmed or not pulled yet -> these changes."""
        found = {}
        for change, fields, lost, state, feed, seq in self.all(
            "select change, fields, lost, state, feed, seq from outbox "
            "where pk=? and entity=? and state!='dropped' order by n", pk, entity,
        ):  # fmt: skip
            if state == "acked" and not self.is_ahead(feed, seq):
                continue
            for name in json.loads(fields).keys() - set(json.loads(lost)):
                found.setdefault(name, []).append(change)
        return found

    def is_ahead(self, feed, seq):
        """Whether the pulled copy of an acknowledged change is still to come."""
        return bool(self.all("select 1 from cursor where feed=? and seq<?", feed, seq)) if feed else False

    def take(self, row):
        """One row of a feed, in its order."""
        self.write_down(row)
        self.confirm(row["change"], row)
        match row["kind"]:
            case "create" | "patch":
                self.take_fields(row)
            case "event":
                self.take_event(row["feed"], row["change"], row)
            case "enter":
                self.take_whole(row["feed"], row)
            case "leave":
                self.take_leave(row)
            case "conflict":
                self.take_whole(row["feed"], row)
                self.take_loss(row["fields"])
            case "erased":
                self.take_erased(row)
            case "blanked":
                self.take_blanked(row)

    def take_loss(self, conflict):
        """An own value that lost gives way to the server's."""
        found = self.all("select lost from outbox where change=?", conflict["change_id"])
        if found and conflict["kind"] == "field":
            lost = sorted({*json.loads(found[0][0]), conflict["field"]})
            self.db.execute("update outbox set lost=? where change=?", (json.dumps(lost), conflict["change_id"]))
            self.reshow(conflict["change_id"])

    def write_down(self, row):
        """The journal: what a restored server may have to be told by us."""
        own = self.all("select 1 from outbox where change=?", row["change"])
        if row["kind"] == "patch" and not own:
            body = self.body(row["entity"], row["pk"]) or _empty()
            by = body["by"] | {name: pair[1] for name, pair in body["beside"].items()}
            row = row | {"seen": {name: by.get(name, row["pk"]) for name in row["fields"]}}
        tells = row["kind"] in ("create", "patch", "event", "erased") and not row["feed"].startswith("outlet:")
        self.db.execute(
            "insert into journal(feed, seq, change, mark, body) values (?,?,?,?,?)",
            (row["feed"], row["seq"], row["change"], row["mark"], json.dumps(row) if tells and not own else None),
        )  # fmt: skip
        self.db.execute("delete from witness where change=?", (row["change"],))

    def confirm(self, change, row):
        """An own change that comes back was applied, whatever was heard of it before: and so was its whole command."""
        self.db.execute(
            "update outbox set state='acked', reason='', feed=?, seq=?, mark=? where change=? and state!='acked'",
            (row["feed"], row["seq"], row["mark"], change))  # fmt: skip
        self.db.execute(
            "update outbox set feed=?, seq=?, mark=? where change=? and (feed is null or feed='')",
            (row["feed"], row["seq"], row["mark"], change))  # fmt: skip

    def take_fields(self, row):
        entity, pk = row["entity"], row["pk"]
        found = self.all("select version, body from row where entity=? and pk=?", entity, pk)
        version = found[0][0] if found else 0
        body = json.loads(found[0][1]) if found else _empty()
        created = row["kind"] == "create"
        fields = row["fields"] if created else {name: pair[1] for name, pair in row["fields"].items()}
        taken = self.merge(version, self.own(entity, pk), row, fields, created)
        if taken is not None:
            self.store(row["feed"], entity, pk, body, taken, {} if created else dict.fromkeys(fields, row["change"]))
        else:
            self.db.execute("update row set stale=0 where entity=? and pk=?", (entity, pk))

    def merge(self, version, own, row, fields, created):
        return merged(
            version, own, change=row["change"], incoming=row["version"], fields=fields,
            writer=row["pk"] if created else "",
        )  # fmt: skip

    def store(self, feed, entity, pk, body, taken, by):
        body["fields"].update(taken.values)
        body["by"].update(taken.by)
        for name in taken.values:
            body["beside"].pop(name, None)
        for name, value in taken.beside.items():
            body["beside"][name] = [value, by.get(name, pk)]
        # A restore may have left on the screen what a colleague had written over an own value.
        self.show(entity, pk, body, taken.beside)
        self.db.execute(
            "insert into row(entity, pk, feed, version, body) values (?,?,?,?,?) on conflict(entity, pk) do update "
            "set feed=excluded.feed, version=excluded.version, stale=0, body=excluded.body",
            (entity, pk, feed, taken.version, json.dumps(body)))  # fmt: skip

    def confirm_whole(self, row):
        """A row that stands there proves own changes which were refused or given up here: a copy brought them."""
        gone = "update outbox set state='acked', reason='' where state in ('parked','dropped') and "
        self.db.execute(gone + "(change=? or (pk=? and kind='create'))", (row["pk"], row["pk"]))
        self.db.executemany(gone + "change=?", [(change,) for change in row["by"].values()])

    def take_whole(self, feed, row):
        entity, pk, fields = row["entity"], row["pk"], row["fields"]
        if entity != "conflict":
            self.confirm_whole(row)
        if entity in MACHINES:
            self.take_event(feed, pk, row)
        elif entity == "conflict":
            self.db.execute("insert or replace into conflict values (?,?,0,?)", (pk, feed, json.dumps(fields)))
        elif entity == "erased":
            self.take_erased(row)
        else:
            own = self.own(entity, pk)
            taken = merged_whole(own, incoming=row["version"], fields=fields, by=row["by"])
            body = self.body(entity, pk) or _empty()
            body["by"] = {}
            self.store(feed, entity, pk, body, taken, row["by"])

    def take_event(self, feed, change, row):
        fields = row["fields"]
        self.db.execute("insert or replace into event values (?,?,?,?,?,0,0,?)",
                        (change, fields["subject"], row["entity"], feed, fields["pos"], json.dumps(fields)))  # fmt: skip

    def take_leave(self, row):
        self.db.execute("delete from row where entity=? and pk=?", (row["entity"], row["pk"]))
        self.db.execute("delete from event where subject=?", (row["pk"],))
        self.db.execute("delete from row where entity='attachment' and body like ?", (f'%"order": "{row["pk"]}"%',))

    def take_erased(self, row):
        """Blanks the row and everything of it that this file keeps."""
        pk = row["pk"]
        body = self.body("customer", pk)
        if body:
            gone = PERSONAL & body["fields"].keys()
            body["fields"] |= dict.fromkeys(gone)
            body["beside"] = {name: pair for name, pair in body["beside"].items() if name not in gone}
            # Whoever writes here has seen the blank: a restored server must not take that for what was before.
            body["by"] |= dict.fromkeys(gone, row["change"])
            self.keep("customer", pk, body)
            if self.is_of_own_feed(row):
                self.db.execute("update row set version=max(version, ?) where entity='customer' and pk=?",
                                (row["version"], pk))  # fmt: skip
        for n, fields in self.all("select n, fields from outbox where pk=?", pk):
            said = json.loads(fields)
            blank = json.dumps(said | {name: [None, None, said[name][2]] for name in said.keys() & PERSONAL})
            self.db.execute("update outbox set fields=? where n=?", (blank, n))
        for table in ("journal", "witness"):
            for n, text in self.all(f"select n, body from {table} where body like ?", f"%{pk}%"):
                self.blank_kept(table, n, json.loads(text), pk)
        for key, text in self.all("select id, body from conflict where body like ?", f"%{pk}%"):
            blank = json.dumps({**json.loads(text), "mine": None, "theirs": None})
            self.db.execute("update conflict set body=? where id=?", (blank, key))

    def take_blanked(self, row):
        """A file of somebody who was erased: the row stays, without what it named."""
        body = self.body(row["entity"], row["pk"])
        if body:
            body["fields"] |= row["fields"]
            self.keep(row["entity"], row["pk"], body)

    def is_of_own_feed(self, row):
        """Told in the company's feed, it may come before older changes of the row in the row's own."""
        return row.get("feed", "company") != "company"

    def blank_kept(self, table, n, kept, pk):
        if kept["pk"] == pk:
            patch = kept["kind"] == "patch"
            kept["fields"] |= {name: [None, None] if patch else None for name in kept["fields"].keys() & PERSONAL}
            self.db.execute(f"update {table} set body=? where n=?", (json.dumps(kept), n))


def _empty():
    return {"fields": {}, "by": {}, "beside": {}}
