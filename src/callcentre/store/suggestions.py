"""What may help with an order: outlets that could serve it, articles, and an earlier order of the same fault."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused
from callcentre.domain.geo import great_circle
from callcentre.domain.instants import DAY, Instant, local_date, local_instant
from callcentre.domain.profile import Profile
from callcentre.store.homes import first_home
from callcentre.store.tables import Address, Article, Asset, OrderEvent, OrderView, Outlet, Product


@dataclass(frozen=True, slots=True)
class OutletSuggestion:
    """An outlet that could take an order; `reasons` are codes, what speaks for it and against.

    near (within 30 km), same_district, same_city, skilled (names the category), any_skill
    (takes all), knows_the_asset (served it before); against: full_today, far (beyond 100 km),
    had_it (this order was with it), no_place.
    """

    outlet_id: UUID
    code: str
    name: str
    phone: str
    night_phone: str
    metres: float | None
    """Great circle to the order's address; None where either place is unknown."""
    today: int
    """Orders relayed to it today."""
    capacity: int | None
    reasons: tuple[str, ...]

    @property
    def proposable(self) -> bool:
        """Place or machine speaks for it; the others stand in the list in no order that means anything."""
        return self.metres is not None or bool(_PLACED & set(self.reasons))


@dataclass(frozen=True, slots=True)
class ArticleSuggestion:
    """An article that speaks of the product and the symptom."""

    article_id: UUID
    title: str
    product: str
    symptom: str


@dataclass(frozen=True, slots=True)
class RepeatSuggestion:
    """An ended order of the same asset and fault, that the new one may be a repeat of."""

    order_id: UUID
    no: str
    ended_at: Instant
    outlet_id: UUID | None


@dataclass(frozen=True, slots=True)
class _Target:
    lng: float | None
    lat: float | None
    city: str
    district: str


NEAR_METRES = 30_000
FAR_METRES = 100_000
_AGAINST = frozenset({"full_today", "far", "had_it"})
_PLACED = frozenset({"same_district", "same_city", "knows_the_asset"})


def suggested_outlets(
    session: Session, order: UUID, *, now: Instant, profile: Profile, limit: int = 5
) -> list[OutletSuggestion]:
    """Outlets for a stored order, best first. Raises Refused("order.unknown")."""
    view = session.execute(
        select(
            OrderView.category, func.coalesce(OrderView.address_id, first_home(OrderView.customer_id)),
            OrderView.asset_id,
        ).where(OrderView.order_id == order)
    ).one_or_none()
    if view is None:
        raise Refused("order.unknown")
    category, address, asset = view
    had_it = frozenset(
        session.scalars(
            select(OrderEvent.outlet_id).where(OrderEvent.order_id == order, OrderEvent.kind == "relayed")
        )
    )
    return outlets_for(
        session, category=category, address=address, asset=asset, now=now, profile=profile, limit=limit,
        had_it=frozenset(pk for pk in had_it if pk is not None),
    )


def outlets_for(
    session: Session, *, category: str, address: UUID | None, asset: UUID | None, now: Instant, profile: Profile,
    limit: int = 5, had_it: frozenset[UUID] = frozenset(), city: str = "", district: str = "",
) -> list[OutletSuggestion]:
    """Active outlets with the skill for what is being taken down now, best first.

    `city` and `district` say where it is as long as no address is in the file.

    Those that nothing of place or machine speaks for come last. Before them, who has nothing against
    them comes before who has; then the nearest, then whose place is not measured.
    """
    target = _target(session, address) if address is not None else _Target(None, None, city, district)
    known_by = _served_before(session, asset)
    near = sorted(_skilled(session, category, target), key=partial(_distance, target, known_by))[:_CANDIDATES]
    loads = _relayed_today(session, [row.id for row, _metres in near], now, profile)
    found = []
    for row, metres in near:
        reasons = [*_place_reasons(target, metres, row.city, row.district)]
        reasons.append("skilled" if category and row.skills else "any_skill")
        if row.id in known_by:
            reasons.append("knows_the_asset")
        if row.capacity_per_day is not None and loads.get(row.id, 0) >= row.capacity_per_day:
            reasons.append("full_today")
        if row.id in had_it:
            reasons.append("had_it")
        found.append(
            OutletSuggestion(
                row.id, row.code, row.name, row.phone, row.night_phone, metres, loads.get(row.id, 0),
                row.capacity_per_day, tuple(reasons),
            )
        )
    return sorted(found, key=_worth)[:limit]


_CANDIDATES = 40
"""So many of the nearest are looked at closely: what each has taken today is a look-up of its own."""


def _skilled(session: Session, category: str, target: _Target) -> Iterator[tuple[Any, float | None]]:
    for row in session.execute(
        select(
            Outlet.id, Outlet.code, Outlet.name, Outlet.phone, Outlet.night_phone, Outlet.lng, Outlet.lat,
            Outlet.city, Outlet.district, Outlet.skills, Outlet.capacity_per_day,
        ).where(Outlet.state == "active")
    ):
        if not row.skills or not category or category in row.skills:
            yield row, _metres(target, row.lng, row.lat)


def unskilled_near(session: Session, order: UUID) -> int:
    """How many active outlets are near to an order and do not take its kind of product."""
    row = session.execute(
        select(OrderView.category, func.coalesce(OrderView.address_id, first_home(OrderView.customer_id)))
        .where(OrderView.order_id == order)
    ).one_or_none()
    if row is None or not row[0] or row[1] is None:
        return 0
    target = _target(session, row[1])
    others = session.execute(
        select(Outlet.lng, Outlet.lat, Outlet.skills).where(Outlet.state == "active")
    )
    far = (_metres(target, lng, lat) for lng, lat, skills in others if skills and row[0] not in skills)
    return sum(metres is not None and metres <= NEAR_METRES for metres in far)


def _distance(
    target: _Target, known_by: frozenset[UUID], candidate: tuple[Any, float | None]
) -> tuple[bool, float, bool, bool, bool, str]:
    row, metres = candidate
    shared = _shared(target, row.city, row.district)
    return metres is None, metres or 0.0, shared != "same_district", not shared, row.id not in known_by, row.code


def _worth(one: OutletSuggestion) -> tuple[bool, bool, bool, float, bool, bool, bool, str]:
    reasons = set(one.reasons)
    return (
        not one.proposable, bool(reasons & _AGAINST), one.metres is None, one.metres or 0.0,
        "same_district" not in reasons, not reasons & {"same_district", "same_city"},
        "knows_the_asset" not in reasons, one.code,
    )


def place_known(session: Session, address: UUID | None, city: str = "", district: str = "") -> bool:
    """Whether anything says where it is: a measured place, a city or a district."""
    target = _target(session, address) if address is not None else _Target(None, None, city, district)
    return target.lng is not None or bool(target.city or target.district)


def _target(session: Session, address: UUID | None) -> _Target:
    row = session.execute(
        select(Address.lng, Address.lat, Address.city, Address.district).where(Address.id == address)
    ).one_or_none()
    return _Target(None, None, "", "") if row is None else _Target(*row)


def _metres(target: _Target, lng: float | None, lat: float | None) -> float | None:
    if target.lng is None or target.lat is None or lng is None or lat is None:
        return None
    return great_circle(target.lng, target.lat, lng, lat)


def _place_reasons(target: _Target, metres: float | None, city: str, district: str) -> Iterable[str]:
    if metres is None:
        yield "no_place"
    elif metres <= NEAR_METRES:
        yield "near"
    elif metres > FAR_METRES:
        yield "far"
    if shared := _shared(target, city, district):
        yield shared


def _shared(target: _Target, city: str, district: str) -> str:
    """The smallest division that both are known to lie in: same_district, same_city or none."""
    if city != target.city:
        return ""
    if district and district == target.district:
        return "same_district"
    return "same_city" if city else ""


def _relayed_today(session: Session, outlets: Collection[UUID], now: Instant, profile: Profile) -> dict[UUID, int]:
    """Outlet -> how many orders that were relayed or accepted today are with it."""
    day = local_date(now, profile.zone)
    since = local_instant(day.year, day.month, day.day, profile.zone)
    rows = session.execute(
        select(OrderView.outlet_id, func.count())
        .where(
            OrderView.state.in_(("relayed", "accepted")), OrderView.state_since >= since,
            OrderView.outlet_id.in_(outlets),
        )
        .group_by(OrderView.outlet_id)
    )
    return {outlet: count for outlet, count in rows if outlet is not None}


def _served_before(session: Session, asset: UUID | None) -> frozenset[UUID]:
    if asset is None:
        return frozenset()
    rows = session.scalars(select(OrderView.served_by).where(OrderView.asset_id == asset))
    return frozenset(outlet for outlet in rows if outlet is not None)


def suggested_articles(
    session: Session, *, category: str, symptom: str, asset: UUID | None = None, limit: int = 5
) -> list[ArticleSuggestion]:
    """Articles about this symptom of this product (category or the asset's model): the closest first."""
    model = session.scalar(
        select(Product.model).join(Asset, Asset.product_id == Product.id).where(Asset.id == asset)
    )
    products = [name for name in (category, model) if name]
    rows = session.execute(
        select(Article.id, Article.title, Article.product, Article.symptom).where(
            or_(Article.product == "", Article.product.in_(products)),
            or_(Article.symptom == "", Article.symptom == symptom),
        )
    )
    found = [ArticleSuggestion(*row) for row in rows if row.product or row.symptom]
    return sorted(
        found, key=lambda one: (not one.symptom, one.product != model, not one.product, one.title)
    )[:limit]


def possible_repeats(
    session: Session, *, asset: UUID | None, fault_key: str, at: Instant, profile: Profile
) -> list[RepeatSuggestion]:
    """Closed orders of this asset with the same fault within the profile's days, the latest first."""
    if asset is None or not fault_key:
        return []
    rows = session.execute(
        select(OrderView.order_id, OrderView.no, OrderView.ended_at, OrderView.served_by)
        .where(
            OrderView.asset_id == asset, OrderView.fault_key == fault_key, OrderView.state == "closed",
            OrderView.ended_at >= at - profile.grading.repeat_days * DAY, OrderView.ended_at <= at,
        )
        .order_by(OrderView.ended_at.desc(), OrderView.no.desc())
    )
    return [
        RepeatSuggestion(pk, no, ended, outlet) for pk, no, ended, outlet in rows if ended is not None
    ]
