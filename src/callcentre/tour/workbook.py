"""A project's list as a customer sends it: a workbook of serials and rooms, brought in by mappings."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from callcentre.app import Desk
from callcentre.domain.errors import Refused
from callcentre.exchange.importing import Wish, import_file

ORDER_PREFIX = "HOTEL-"
SERIAL, ROOM = "机号", "房号"
_MACHINES = ("customer_no", "model", "purchased_on")
_ORDERS = ("customer_no", "opened_at", "group_no", "external_ref")


def import_workbook(
    desk: Desk, folder: Path, machines: Sequence[tuple[str, str]], constants: Mapping[str, str]
) -> None:
    """Writes the workbook and imports it twice: as the customer's machines, then as installation orders.

    `constants` are the values that every row shares. Raises Refused("row.unknown") where a row is refused.
    """
    file = folder / "rooms.xlsx"
    _write_workbook(file, machines)
    _bring_in(desk, file, "assets", {"serial": SERIAL}, {name: constants[name] for name in _MACHINES})
    _bring_in(
        desk, file, "orders", {"serial": SERIAL},
        {name: constants[name] for name in _ORDERS}
        | {"kind": "installation", "category": "air_conditioner", "channel": "project"},
        {"order_no": f"{ORDER_PREFIX}{{{SERIAL}}}", "words": f"{{{ROOM}}} 房安装"},
    )


def _write_workbook(file: Path, machines: Sequence[tuple[str, str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([SERIAL, ROOM])
    for machine in machines:
        sheet.append(machine)
    book.save(file)


def _bring_in(
    desk: Desk, file: Path, kind: str, columns: Mapping[str, str], constants: Mapping[str, str],
    templates: Mapping[str, str] | None = None,
) -> None:
    lines = [f"kind = {json.dumps(kind)}", "[[rows]]", "[rows.columns]"]
    lines += [f"{name} = {_quoted(column)}" for name, column in columns.items()]
    lines += [f"{name} = {{ value = {_quoted(value)} }}" for name, value in constants.items()]
    lines += [f"{name} = {{ template = {_quoted(shape)} }}" for name, shape in (templates or {}).items()]
    mapping = file.with_name(f"{kind}.toml")
    mapping.write_text("\n".join(lines), encoding="utf-8")
    imported = import_file(desk.write, Wish(kind, file, mapping))
    if imported.flaws:
        raise Refused("row.unknown", line=imported.flaws[0].line)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
