"""What the panel reads, each in one question to the file: who it is, and what may help."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.event import Role
from callcentre.domain.instants import DAY, Instant
from callcentre.domain.profile import Profile
from callcentre.store.calls import CallRow, calls_of_person, is_stored
from callcentre.store.customer_card import Caller, CustomerCard, callers, card_of
from callcentre.store.intake import Fixed, article_body, fixed_at_once
from callcentre.store.order_card import OrderCard, StoryRow, by_day, order_card, story_rows
from callcentre.store.order_choices import OrderChoices, order_choices
from callcentre.store.stories import events_of
from callcentre.store.suggestions import (
    ArticleSuggestion,
    OutletSuggestion,
    outlets_for,
    place_known,
    suggested_articles,
)
from callcentre.store.tables import OrderView

OUTLETS_SHOWN = 9
ARTICLES_SHOWN = 3
LATELY = 90 * DAY
"""What counts as lately when outlets are compared."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who may be on the line, and the card of the one it is taken to be."""

    people: tuple[Caller, ...]
    card: CustomerCard | None
    last: tuple[StoryRow, ...] = ()
    """The story of the last service that is over."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Of the calls and orders of drafts, what is in the file; an order with the number of its case."""

    calls: frozenset[UUID]
    orders: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class About:
    """What the help is for."""

    category: str = ""
    symptom: str = ""
    asset: UUID | None = None
    address: UUID | None = None
    city: str = ""
    district: str = ""
    """Of a place that is not in the file yet."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One article with the first line of what it says."""

    article: ArticleSuggestion
    body: str


@dataclass(frozen=True, slots=True)
class Help:
    """What to try first, and who could go."""

    articles: tuple[Advice, ...]
    outlets: tuple[OutletSuggestion, ...]
    fixed: dict[UUID, Fixed]
    placed: bool = True
    """Something is known of where it is."""
    by_day: bool = False
    """Outlets answer their number of the day now."""

    @property
    def proposed(self) -> OutletSuggestion | None:
        """The outlet to give the order to; None where nothing speaks for any."""
        return next((one for one in self.outlets[:1] if one.proposable), None)


def known(
    session: Session, number: str, customer: UUID | None, *, now: Instant, profile: Profile, choose: bool = True
) -> Known:
    """Everybody with this number, and the card of `customer`, else of the first of them where one is to be chosen."""
    people = tuple(callers(session, number)) if number else ()
    right = [one for one in people if one.kind != "wrong"]
    chosen = customer or (right[0].customer_id if choose and right else None)
    card = card_of(session, chosen, now=now, profile=profile) if chosen else None
    last = card.past_orders[0].id if card is not None and card.past_orders else None
    return Known(people, card, tuple(story_rows(session, events_of(session, last))) if last else ())


def help_for(session: Session, about: About, *, now: Instant, profile: Profile) -> Help:
    """Articles and outlets for what is in the form."""
    articles = suggested_articles(
        session, category=about.category, symptom=about.symptom, asset=about.asset, limit=ARTICLES_SHOWN
    ) if about.category or about.symptom else []
    outlets = outlets_for(
        session, category=about.category, address=about.address, asset=about.asset, now=now, profile=profile,
        limit=OUTLETS_SHOWN, city=about.city, district=about.district,
    )
    fixed = fixed_at_once(session, [one.outlet_id for one in outlets], category=about.category, since=now - LATELY)
    return Help(
        tuple(Advice(one, article_body(session, one.article_id)) for one in articles), tuple(outlets), fixed,
        place_known(session, about.address, about.city, about.district), by_day(now, profile),
    )


def stored_of(session: Session, calls: Sequence[UUID], orders: Sequence[UUID]) -> Stored:
    """What of drafts was saved before they were dropped."""
    known = session.execute(select(OrderView.order_id, OrderView.group_no).where(OrderView.order_id.in_(orders)))
    return Stored(frozenset(call for call in calls if is_stored(session, call)), {row.order_id: row.group_no for row in known})


def my_calls(session: Session, person: UUID) -> list[CallRow]:
    """My last five calls."""
    return calls_of_person(session, person, 5)


def order_in_hand(
    session: Session, order: UUID, *, roles: frozenset[Role], now: Instant, profile: Profile
) -> tuple[OrderCard, OrderChoices]:
    """An open order with what its forms offer."""
    return order_card(session, order, roles=roles, profile=profile), order_choices(
        session, order, now=now, profile=profile
    )
