"""The profile: the data that turns the product into after-sales, retail, rural services or tourism.

A profile is read from `profile.toml` (`callcentre.profiles`) or from a stored
`profile_version`; these are its values, already checked. Texts that people read
are pairs {"en": ..., "zh_CN": ...}.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of one of the profile's lists and the words shown for it."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Symptom:
    """A leaf of the fault tree: what a caller says. `danger` opens the danger path at the keystroke."""

    code: str
    words: Words
    danger: bool = False
    hazard: str = ""
    """What the danger is, a name of `Danger.hazards`; empty where there is none."""
    causes: tuple[Words, ...] = ()
    actions: tuple[Words, ...] = ()
    solved_by_phone_permille: int = 0
    """How often, of 1,000 such calls, advice on the phone solves it."""


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """One product group (category) of the fault tree, with its models' symptoms."""

    code: str
    words: Words
    symptoms: tuple[Symptom, ...]


@dataclass(frozen=True, slots=True)
class Danger:
    """What is read out and how fast an outlet must answer when life is at risk."""

    words: Words
    """For a danger of any kind."""
    hazards: Mapping[str, Words]
    """Hazard (gas, shock, smoke, fire, burst, co, hurt) -> what is read out for it."""
    accept_minutes: int = 15

    def read_out(self, hazard: str) -> Words:
        """The words for this hazard, or the general ones where it has none."""
        return self.hazards.get(hazard, self.words)


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """When the customer is called back and when not reaching them ends the matter."""

    delay_minutes: int
    quiet_from_hour: int
    quiet_until_hour: int
    unreachable_attempts: int = 5
    unreachable_days: int = 3
    unreachable_parts_of_day: int = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a survey question, and what it sets in the callback answer."""

    words: Words
    sets: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the callback survey. `kind` is choice, money, score or words."""

    code: str
    kind: str
    words: Words
    answers: tuple[Answer, ...] = ()
    field: str = ""
    """For money, score and words: the field of callback_answer that takes the value."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Clocks of the stages, in minutes, and what a person may do within them."""

    relay_minutes: int
    accept_minutes: int
    contact_minutes: int
    feedback_minutes: int
    undo_seconds: int = 600
    hold_call_days: int = 7
    urges_to_supervisor: int = 3
    declines_to_supervisor: int = 2


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dated deadline for complaints that come through `channel`, from `valid_from` on."""

    code: str
    words: Words
    channel: str
    """Channel of the complaint the rule is for; empty: every channel."""
    stage: str
    """What has to be done in time: acknowledged, assessed or ended."""
    amount: int
    unit: str
    """working_days, days or hours, counted from receipt."""
    valid_from: date
    valid_until: date | None
    source: str
    """Name in `Profile.sources`."""


@dataclass(frozen=True, slots=True)
class Article:
    """What to try first: the seed of an article of knowledge."""

    slug: str
    product: str
    symptom: str
    title: Words
    body: Words


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule of the profile comes from. One nobody checked at its origin is not `confirmed`."""

    words: Words
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Grading:
    """Result classes in order of precedence, their points, and the bands of design section 6."""

    precedence: tuple[str, ...]
    points_tenths: Mapping[str, int]
    """Points a job of this class costs, in tenths: 15 is 1.5 points."""
    class_permille: Mapping[str, int]
    """Class factor of the fee."""
    bands: tuple[tuple[str, float], ...]
    """(grade, least score), best first; the last is 0."""
    few: int
    """Below this many graded jobs a grade is provisional."""
    few_best: str
    """The best grade that fewer than `few` jobs can bring."""
    prior_jobs: int
    """How many jobs the pooled variance counts for."""
    repeat_days: int
    grade_permille: Mapping[str, int]
    """Grade factor of the fee by fee_grade; `none` for an outlet without graded jobs."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Fee in fen for one order kind (and product category when given), labour covered or not."""

    kind: str
    category: str
    covered_fen: int
    uncovered_fen: int


@dataclass(frozen=True, slots=True)
class Fees:
    """Tariffs and the distance allowance: (metres - free_metres) x fen_per_km / 1000."""

    tariffs: tuple[Tariff, ...]
    free_metres: int = 10_000
    fen_per_km: int = 150

    def tariff(self, kind: str, category: str, *, covered: bool) -> int:
        """The fee in fen; a row for the category goes before the row for the kind. 0 when neither exists."""
        best = None
        for row in self.tariffs:
            if row.kind == kind and row.category in (category, "") and (best is None or row.category):
                best = row
        if best is None:
            return 0
        return best.covered_fen if covered else best.uncovered_fen


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days where the published calendar differs: `rest` on weekdays, `work` on weekends."""

    country: str
    rest: frozenset[date]
    work: frozenset[date]
    published: frozenset[int]
    """The years for which a notice was published; others are estimated."""
    day_from_hour: int = 8
    day_until_hour: int = 20


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of a profile, checked and complete."""

    name: str
    version: str
    zone: ZoneInfo
    order_kinds: tuple[Coded, ...]
    groups: tuple[ProductGroup, ...]
    danger: Danger
    windows: tuple[tuple[int, int], ...]
    """Offered appointment windows as (from hour, until hour) of the local day."""
    dispositions: tuple[Coded, ...]
    complaint_categories: tuple[Coded, ...]
    complaint_severities: tuple[Coded, ...]
    reasons: Mapping[str, tuple[Coded, ...]]
    """Event kind -> the reasons offered for it (declined, returned, withdrawn, on_hold, cancelled, ...)."""
    channels: tuple[Coded, ...]
    callbacks: CallbackRules
    script: Mapping[str, Words]
    """Opening and closing words of intake and callback, by code; {customer}, {agent}, ... are filled in."""
    survey: tuple[Question, ...]
    limits: Limits
    grading: Grading
    fees: Fees
    calendar: Calendar
    header_aliases: Mapping[str, Mapping[str, str]]
    """Import kind -> {header as people write it: column}."""
    sources: Mapping[str, Source]
    """Where a rule of the profile comes from (law, notice, house rule), by code."""
    deadlines: tuple[Deadline, ...]
    approval_fen: Mapping[str, int]
    """Role -> the greatest compensation it may offer on a complaint."""
    articles: tuple[Article, ...]

    def codes(self, items: tuple[Coded, ...]) -> frozenset[str]:
        """The codes of one of the profile's lists."""
        return frozenset(item.code for item in items)

    def group(self, code: str) -> ProductGroup | None:
        """The product group with this code."""
        return next((group for group in self.groups if group.code == code), None)

    def symptom(self, category: str, code: str) -> Symptom | None:
        """The symptom of a product group; None for a fault in free words."""
        group = self.group(category)
        return next((leaf for leaf in group.symptoms if leaf.code == code), None) if group else None
