"""What a person waits for when an order is saved: opened and relayed, durable."""

from collections.abc import Callable

from tests.benchmarks.bare import INDEX, INSERT, Bare, Fresh, Pattern, written_by
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.hotline import Hotline

from callcentre.acts import orders, visits
from callcentre.domain.numbers import tail_key
from callcentre.domain.story import Story
from callcentre.store.search_index import terms_of
from callcentre.store.unit import Unit

ROUNDS, WARM = 400, 20
WORDS = "空调开了半小时不制冷 请下午来"


def test_saving_an_order_takes_at_most_thrice_its_bare_transaction(
    own_hotline: Callable[[str], Hotline], measured: Callable[[Comparison], Comparison]
) -> None:
    hotline, other = own_hotline("ours"), own_hotline("bare")
    desk = hotline.opened()
    outlet = hotline.outlets[0]

    def save(at: int) -> None:
        desk.write(lambda unit: _open(unit, hotline, at))

    def _open(unit: Unit, where: Hotline, at: int) -> Story:
        new = orders.NewOrder(
            customer=where.customers[at * 37 % len(where.customers)], kind="repair", category="ac", fault="not cooling",
            words=WORDS,
        )
        order = orders.open_order(unit, new)
        visits.relay(unit, order, outlet)
        return order

    pattern, no = _pattern(desk, lambda unit: _open(unit, hotline, 0), hotline)
    bare = _BareSave(Bare(other.folder, other.key), pattern, no, other)
    measured(compare(
        "save an order", save, bare, rounds=ROUNDS, warm=WARM, bound=3,
        what=f"into {hotline.size}; bare: BEGIN IMMEDIATE, the same rows and search words, COMMIT, synchronous=FULL",
    ))
    bare.bare.close()
    desk.close()


def _pattern(desk, act, hotline):
    rows = written_by(desk, act)
    no = rows["service_order"][0][1]
    return Pattern(rows, (no, tail_key(no)), (hotline.customers[0],)), no


class _BareSave:
    """The rows of every round are ready before; a round only writes them."""

    def __init__(self, bare: Bare, pattern: Pattern, no: str, hotline: Hotline) -> None:
        self.bare = bare
        fresh = Fresh(1 << 50)
        self._ready = []
        for at in range(ROUNDS + WARM):
            number = f"{no[:-3]}{at:05}"
            customer = hotline.customers[at * 37 % len(hotline.customers)].bytes
            texts = {no: number, tail_key(no): tail_key(number)}
            made = pattern.again(fresh, texts, {hotline.customers[0].bytes: customer})
            self._ready.append((made, terms_of(f"{number} {WORDS}")))
        self._device = bare.all("SELECT counters, id FROM device")[0]

    def __call__(self, at: int) -> None:
        execute = self.bare.driver.execute
        rows, terms = self._ready[at]
        execute("BEGIN IMMEDIATE")
        for table, row in rows:
            last = execute(INSERT[table], row).lastrowid
            if table == "search_doc":
                execute(INDEX, (last, terms))
        execute("UPDATE device SET counters = ? WHERE id = ?", self._device)
        execute("COMMIT")
