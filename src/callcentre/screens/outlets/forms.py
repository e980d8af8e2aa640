"""What the acts on outlets and their technicians ask for, and the act each comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from callcentre.acts import outlets, technicians
from callcentre.acts.places import Place
from callcentre.store.outlet_card import OutletCard, TechnicianRow
from callcentre.ui.acting.forms import ActForm, Ask, Values
from callcentre.words import N_

NEW = UUID(int=0)
"""Stands for the outlet that does not exist yet."""
KEEPERS = frozenset({"supervisor", "administrator"})
"""Who may add, change and end outlets."""

OUTLET = (
    Ask("code", N_("Code"), "line", required=True), Ask("name", N_("Outlet name"), "line", required=True),
    Ask("parent", N_("Below"), "pick", ("outlets",), hint=N_("Type to find; empty: below none")),
    Ask("phone", N_("Phone"), "line"), Ask("night_phone", N_("Night phone"), "line"),
    Ask("province", N_("Province"), "line"), Ask("city", N_("City"), "line"),
    Ask("district", N_("District"), "line"), Ask("address", N_("Address"), "line"),
    Ask("lng", N_("Longitude"), "degrees"), Ask("lat", N_("Latitude"), "degrees"),
    Ask("skills", N_("Serves"), "many"), Ask("brands", N_("Brands"), "listed"),
    Ask("capacity", N_("Capacity"), "count"), Ask("opened_on", N_("Since"), "day"),
)
PERSON = (
    Ask("name", N_("Name"), "line", required=True), Ask("phone", N_("Phone"), "line"),
    Ask("skills", N_("Serves"), "many"), Ask("certified_until", N_("Certified until"), "day"),
)


def _columns(values: Values) -> dict[str, Any]:
    return {
        "code": values["code"], "name": values["name"], "parent": values["parent"], "phone": values["phone"],
        "night_phone": values["night_phone"], "skills": values["skills"], "brands": values["brands"],
        "capacity_per_day": values["capacity"], "opened_on": values["opened_on"],
        "place": Place(
            values["province"], values["city"], values["district"], values["address"], values["lng"], values["lat"]
        ),
    }


def _change(unit: Any, outlet: UUID, values: Values) -> UUID:
    outlets.change(unit, outlet, **_columns(values))
    return outlet


def _end(unit: Any, outlet: UUID, _values: Values) -> UUID:
    outlets.end(unit, outlet)
    return outlet


def _resume(unit: Any, outlet: UUID, _values: Values) -> UUID:
    outlets.resume(unit, outlet)
    return outlet


def _add_person(unit: Any, outlet: UUID, values: Values) -> UUID:
    technicians.create(unit, outlet=outlet, **values)
    return outlet


ADD = ActForm("outlet_added", N_("New outlet"), OUTLET, lambda unit, _new, v: outlets.create(unit, **_columns(v)),
              icon="add", save=N_("Save the outlet"))
FORMS: tuple[ActForm, ...] = (
    ActForm("outlet_changed", N_("Change the outlet"), OUTLET, _change, "Alt+E", "edit",
            held=tuple(ask.code for ask in OUTLET), save=N_("Save the outlet")),
    ActForm("technician_added", N_("New technician"), PERSON, _add_person, "Alt+T", "person",
            save=N_("Save the technician")),
    ActForm("outlet_ended", N_("End its service"), (), _end, icon="prohibited"),
    ActForm("outlet_resumed", N_("Serve again"), (), _resume, icon="arrow_sync"),
)


def change_of(person: TechnicianRow) -> ActForm:
    """The form that changes one technician."""

    def write(unit: Any, outlet: UUID, values: Values) -> UUID:
        technicians.change(unit, person.id, **values)
        return outlet

    preset = {name: getattr(person, name) for name in ("name", "phone", "skills", "certified_until")}
    return replace(
        FORMS[1], kind="technician_changed", title=N_("Change the technician"), write=write, preset=preset, key=""
    )


def end_of(person: TechnicianRow) -> ActForm:
    """The act by which a technician leaves."""

    def write(unit: Any, outlet: UUID, _values: Values) -> UUID:
        technicians.end(unit, person.id)
        return outlet

    return ActForm("technician_ended", N_("Technician has left"), (), write)


def held(card: OutletCard) -> Mapping[str, Any]:
    """What an outlet says of itself, as its form begins."""
    return {
        "code": card.code, "name": card.name, "parent": card.parent_id, "phone": card.phone,
        "night_phone": card.night_phone, "province": card.province, "city": card.city, "district": card.district,
        "address": card.address, "lng": card.lng, "lat": card.lat, "skills": card.skills, "brands": card.brands,
        "capacity": card.capacity, "opened_on": card.opened_on,
    }


def possible(card: OutletCard, roles: frozenset[str]) -> Sequence[str]:
    """The acts these roles may do on the outlet."""
    people = ["technician_added"] if card.state == "active" else []
    if not roles & KEEPERS:
        return people
    return ["outlet_changed", *people, "outlet_ended" if card.state == "active" else "outlet_resumed"]
