"""A runner whose answers come late, as from a busy file, or not at all, as from a broken one."""

from callcentre.runtime.runner import DirectRunner, Ticket


class LateReads(DirectRunner):
    """Answers reads when told to, as a busy file would; writes are done at once."""

    def __init__(self, direct: DirectRunner) -> None:
        super().__init__(direct._write_with, direct._read_with)
        self.late = False
        self._asked: list = []

    def read(self, fn, done, failed=None, *, owner=None):
        if not self.late:
            return super().read(fn, done, failed, owner=owner)
        ticket = Ticket()
        self._asked.append((ticket, lambda: super(LateReads, self).read(fn, done, failed, owner=owner)))
        return ticket

    def answer(self) -> None:
        self.late = False
        asked, self._asked = self._asked, []
        for ticket, read in asked:
            if not ticket.cancelled:
                read()


def break_reads(monkeypatch, runner, problem) -> None:
    """Every read of this kind of runner fails with `problem` until monkeypatch.undo()."""

    def fail(_self, _fn, _done, failed=None, *, owner=None) -> Ticket:
        failed(problem)
        return Ticket()

    monkeypatch.setattr(type(runner), "read", fail)
