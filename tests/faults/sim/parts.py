"""Bytes of attachments: their parts at the model server, and how a desk sends and fetches them."""

import hashlib

from tests.faults.sim.posts import Violated
from tests.faults.sim.refusals import Refusal

PART = 8
"""Characters in one part."""


def name_of(content):
    """The name of some content."""
    return hashlib.sha256(content.encode()).hexdigest()


class Parts:
    """The part of `Server` that keeps bytes."""

    def blob_put(self, body, member):
        name, parts = body["sha"], self.state.parts.setdefault(body["sha"], {})
        self.check_blob(name, member)
        if not self.is_whole(name):
            parts[body["part"]] = body["bytes"]
            if len(parts) == body["of"] and not self.is_whole(name):
                parts.clear()
        return {"parts": sorted(parts), "whole": self.is_whole(name)}

    def blob_get(self, body, member):
        name = body["sha"]
        self.check_blob(name, member)
        return {"bytes": self.content(name) if self.is_whole(name) else None}

    def check_blob(self, name, member):
        """Bytes are for whoever sees a row that names them."""
        feeds = self.feeds_of(member)
        for row in [row for (entity, _), row in self.state.rows.items() if entity == "attachment" and row["fields"]["sha"] == name]:
            if {row["feed"], *self.handed("attachment", row["fields"])} & set(feeds):
                return
        raise Refusal("row.unknown")

    def content(self, name):
        parts = self.state.parts.get(name, {})
        return "".join(parts[number] for number in sorted(parts))

    def is_whole(self, name):
        return name_of(self.content(name)) == name


class Attaching:
    """The part of `Run` in which bytes go over the line, behind all acts."""

    def send_bytes(self, post, person="", *, faults=True):
        """Goes on where the server says it stands."""
        done, person = [], person or self.rnd.choice(post.people)
        for name, content in self.to_send(post):
            try:
                if self.send_content(post, person, name, content, faults=faults):
                    done.append(name[:8])
            except Refusal:
                continue
        return f"sent {done}" if done else ""

    def to_send(self, post):
        return post.desk.all(
            "select sha, bytes from blob where sent=0 and exists (select 1 from row where entity='attachment' "
            "and body like '%' || sha || '%' and pk not in (select pk from outbox where state!='acked')) order by sha"
        )

    def send_content(self, post, person, name, content, *, faults):
        pieces = [content[at : at + PART] for at in range(0, len(content), PART)]
        has, whole = set(), False
        for number, piece in enumerate(pieces):
            if number in has:
                continue
            answer = self.server.call("blob_put", {"sha": name, "part": number, "of": len(pieces), "bytes": piece}, person)
            has, whole = set(answer["parts"]), answer["whole"]
            if whole or (faults and self.rnd.random() < 0.2):
                break
        if whole:
            with post.desk.transaction():
                post.desk.db.execute("update blob set sent=1 where sha=?", (name,))
        return whole

    def fetch_bytes(self, post):
        """Somebody opens an attachment that they see, or asks for one that they do not."""
        rows = [row["fields"] for (entity, _), row in self.server.state.rows.items() if entity == "attachment"]
        names = sorted(fields["sha"] for fields in rows if fields["sha"])
        if not names:
            return ""
        name, person = self.rnd.choice(names), self.rnd.choice(post.people)
        try:
            answer = self.server.call("blob_get", {"sha": name}, person)
        except Refusal:
            return ""
        if answer["bytes"] is None:
            return ""
        if not self.sees_bytes(name, self.members[person]):
            raise Violated(f"I9 {self.names[person]} was given bytes of another's")
        if name_of(answer["bytes"]) != name:
            raise Violated("3.8.7 other bytes than were attached")
        with post.desk.transaction():
            post.desk.db.execute("insert or ignore into blob values (?,?,1)", (name, answer["bytes"]))
        return f"{self.names[person]} {name[:8]}"

    def sees_bytes(self, name, member):
        feeds = self.server.feeds_of(member)
        rows = [row for feed in feeds for row in self.server.visible(feed)]
        return any(row["entity"] == "attachment" and row["fields"]["sha"] == name for row in rows)
