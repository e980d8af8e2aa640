"""Tables, one file per noun. `Base.metadata` is shared with the server, `LocalBase.metadata` is not."""

from callcentre.store.tables.base import Base, LocalBase, table_of
from callcentre.store.tables.calls import Attachment, Call
from callcentre.store.tables.complaints import Complaint, ComplaintEvent, ComplaintText, ComplaintView
from callcentre.store.tables.customers import Address, Asset, Cover, Customer, Phone
from callcentre.store.tables.exchange import (
    Conflict,
    Cursor,
    FieldBy,
    Joining,
    Journal,
    Notice,
    Peer,
    Purge,
    RowVersion,
    Shadow,
    Stale,
    Witness,
)
from callcentre.store.tables.local import Device, Outbox, SearchDoc
from callcentre.store.tables.orders import EventText, Job, Order, OrderAlias, OrderEvent, OrderView
from callcentre.store.tables.outlets import Outlet, Technician
from callcentre.store.tables.people import FieldChange, Person, ProfileVersion
from callcentre.store.tables.products import Article, Part, Product

__all__ = [
    "Address",
    "Article",
    "Asset",
    "Attachment",
    "Base",
    "Call",
    "Complaint",
    "ComplaintEvent",
    "ComplaintText",
    "ComplaintView",
    "Conflict",
    "Cover",
    "Cursor",
    "Customer",
    "Device",
    "EventText",
    "FieldBy",
    "FieldChange",
    "Job",
    "Joining",
    "Journal",
    "LocalBase",
    "Notice",
    "Order",
    "OrderAlias",
    "OrderEvent",
    "OrderView",
    "Outbox",
    "Outlet",
    "Part",
    "Peer",
    "Person",
    "Phone",
    "Product",
    "ProfileVersion",
    "Purge",
    "RowVersion",
    "SearchDoc",
    "Shadow",
    "Stale",
    "Technician",
    "Witness",
    "table_of",
]
