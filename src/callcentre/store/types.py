"""Column types that mean the same in the local SQLite file and in PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = timedelta(microseconds=1)
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: `json.dumps` with options makes a new one each time."""


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes in SQLite, uuid in PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return value if value is None or isinstance(value, UUID) else UUID(bytes=bytes(value))


class Moment(TypeDecorator[int]):
    """An instant (microseconds, UTC): INTEGER in SQLite, timestamptz in PostgreSQL."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(Integer())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "postgresql":
            return value
        return _EPOCH + timedelta(microseconds=value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        return (value - _EPOCH) // _ONE if isinstance(value, datetime) else value


class Day(TypeDecorator[date]):
    """A calendar day: ISO text in SQLite, date in PostgreSQL."""

    impl = String(10)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else String(10))

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class Json(TypeDecorator[Any]):
    """Data without a shape of its own: compact text in SQLite, jsonb in PostgreSQL."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.JSONB(none_as_null=True) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return json_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        # From PostgreSQL it comes as values already, among them strings that would read as JSON once more.
        return value if value is None or dialect.name == "postgresql" else json.loads(value)


def sqlite_value(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """How a value of this type that is not None goes into SQLite; None where it goes as it is."""
    if isinstance(kind, Id):
        return _id_bytes
    if isinstance(kind, Day):
        return date.isoformat
    if isinstance(kind, Json):
        return json_text
    return None


def json_text(value: Any) -> str:
    """Compact JSON, as `Json` stores it."""
    return _encoder.encode(value)


def _id_bytes(value: UUID) -> bytes:
    return value.bytes

