"""One exchange between this workstation's file and the server, without SQL and without sockets.

`exchange` is a generator: it yields what to ask, is sent the answer, and keeps nothing in
memory that a crash could take with it. Wherever it is cut off, the next one goes on from
what stands in the file.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, SupportsInt, TypeVar
from uuid import UUID

from callcentre.sync.ports import Body, BrokenFeed, Failed, Known, LocalFile, NotUnderstood, Request, Summary

MOST_COMMANDS = 200
PAGE = 500
"""Rows of one page: what bounds memory and the time that a page holds the file."""
MOST_IDS = 5_000

Answer = TypeVar("Answer")
Talk = Generator[Request, Mapping[str, Any], Answer]


def exchange(desk: LocalFile, *, person: UUID | None, page: SupportsInt = PAGE) -> Talk[Summary]:
    """Meets the server over the login of `person`, mends what it forgot, sends, fetches.

    `page` is asked before each page how many rows it may have: a slow file takes shorter ones.

    Raises whatever the driver throws in (`Lost`: the exchange is simply begun again), and
    BrokenFeed or NotUnderstood for a server that does not keep to the protocol.
    """
    if desk.copied():
        desk.new_device()
    met = yield from _meet(desk, page)
    if met.status != "ok":
        return Summary(met.status, tally=desk.tally())
    # Who was erased is blanked here before anything unsent, which may speak of them, goes out.
    received = (yield from _pull(desk, page)) if met.erased else 0
    status, sent = yield from _push(desk, person)
    received += yield from _pull(desk, page)
    yield from _witness(desk, met.now)
    yield from _free(desk)
    return Summary(status, sent, received, desk.tally())


class Met(NamedTuple):
    """What came of a hello."""

    status: str
    now: int
    erased: bool = False
    """Somebody was erased since this file last read the company's feed."""


def _meet(desk: LocalFile, page: SupportsInt) -> Talk[Met]:
    """Says hello and brings the file to where the server's feeds can be followed."""
    hello = desk.hello()
    reply = yield Request("hello", hello)
    if reply.get("copied"):
        # An earlier state of this file was put back, or both copies of it are here: the numbers it gives were given.
        desk.new_device()
        hello = desk.hello()
        reply = yield Request("hello", hello)
    if reply["status"] == "upgrade_required":
        return Met("upgrade_required", reply["now"])
    if reply["schema"] < hello["schema"]:
        return Met("server_older", reply["now"])
    broken = sorted({*reply["restored"], *reply["pruned"]})
    if broken:
        # Asked before anything is stored: a crash here finds the same cursors, and hears the same again.
        # Where the feed was pruned nobody can tell whether it was put back as well: the same is asked.
        known = yield from _ask(desk.acked() + desk.journal())
        desk.lost(broken, known, reply["now"])
    desk.met(reply)
    yield from _clone(desk, page)
    return Met("ok", reply["now"], erased=bool(reply.get("erased")))


def _clone(desk: LocalFile, page: SupportsInt) -> Talk[None]:
    while unfinished := desk.unfinished():
        for feed, begin in unfinished.items():
            reply = yield Request("clone", {"feed": feed, "from": list(begin), "limit": int(page)})
            desk.cloned(feed, reply)


def _push(desk: LocalFile, person: UUID | None) -> Talk[tuple[str, int]]:
    """Sends what this person has waiting, until nothing is left that could go now."""
    desk.awake(person)
    who = {name: value for name, value in desk.hello().items() if name in ("device", "incarnation", "schema")}
    most, sent = MOST_COMMANDS, 0
    while commands := desk.batch(person, commands=most):
        try:
            reply = yield Request("push", {**who, "commands": commands})
        except Failed:
            if len(commands) == 1:
                desk.answered([{"cmd": commands[0]["cmd"], "result": "failed", "code": "server.failed", "data": {}}])
            most = max(1, len(commands) // 2)
            continue
        results = _answers(commands, reply)
        desk.answered(results)
        judged = sum(result["result"] != "retry" for result in results)
        sent += judged
        if judged < len(results):
            return "retry", sent
        most = min(MOST_COMMANDS, most * 2)
    return "ok", sent


def _answers(commands: Sequence[Body], reply: Body) -> Sequence[Body]:
    """The answers, one for each command and none for others: else a command would be sent for ever."""
    results: Sequence[Body] = reply["results"]
    if [result["cmd"] for result in results] != [command["cmd"] for command in commands]:
        raise NotUnderstood("push")
    return results


def _pull(desk: LocalFile, page: SupportsInt) -> Talk[int]:
    received, broken = 0, False
    while True:
        limit = int(page)
        reply = yield Request("pull", {"cursors": dict(desk.cursors()), "limit": limit})
        try:
            desk.applied(reply)
        except BrokenFeed:
            if broken:
                raise
            broken = True
            if (yield from _meet(desk, page)).status != "ok":
                return received
            continue
        received += len(reply["rows"])
        if len(reply["rows"]) < limit:
            return received


def _witness(desk: LocalFile, now: int) -> Talk[None]:
    """Offers what colleagues had written, where a restored server lacks it and nobody has brought it back."""
    lacking = desk.witnessed()
    if not lacking:
        return
    known = yield from _ask(lacking)
    desk.returned(known)
    who = {name: value for name, value in desk.hello().items() if name in ("device", "incarnation", "schema")}
    for command in desk.offers(now):
        try:
            yield Request("push", {**who, "commands": [command]})
        except Failed:
            continue
        desk.offered([command["cmd"]], now)


def _free(desk: LocalFile) -> Talk[None]:
    if desk.backup_moved():
        known = yield from _ask(desk.acked() + desk.journal())
        desk.freed(known.kept)


def _ask(changes: Iterable[str]) -> Talk[Known]:
    left, known = iter(changes), Known([], [], [], {})
    while ids := list(islice(left, MOST_IDS)):
        reply = yield Request("missing", {"ids": ids})
        known.missing.extend(reply["missing"])
        known.refused.extend(reply["refused"])
        known.kept.extend(reply["kept"])
        known.places.update(reply["places"])
    return known
