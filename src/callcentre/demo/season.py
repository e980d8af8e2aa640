"""When the orders of the demo year come in: by month and product, by weekday, by hour."""

from bisect import bisect
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from callcentre.demo.catalogue import LINES, Line
from callcentre.domain.instants import MINUTE, Instant, local_instant
from callcentre.domain.profile import Profile

_WEEKDAYS = (1.15, 1.08, 1.02, 1.0, 1.02, 0.92, 0.81)
_HOURS = (0, 0, 0, 0, 0, 0, 1, 3, 9, 12, 12, 9, 6, 7, 9, 10, 9, 7, 6, 5, 4, 2, 1, 0)
DAYS = 365


def openings(rng: Random, today: date, profile: Profile, count: int) -> list[tuple[Instant, Line]]:
    """`count` instants of the 365 days before `today` with the product each is about, oldest first."""
    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    slots = [(day, line) for day in days for line in LINES]
    summed = list(accumulate(
        line.share * line.months[day.month - 1] / sum(line.months) * _WEEKDAYS[day.weekday()] for day, line in slots
    ))
    midnights = {day: local_instant(day.year, day.month, day.day, profile.zone) for day in days}
    found = []
    for _ in range(count):
        day, line = slots[min(bisect(summed, rng.random() * summed[-1]), len(slots) - 1)]
        hour = rng.choices(range(24), _HOURS)[0]
        found.append((midnights[day] + (hour * 60 + rng.randrange(60)) * MINUTE, line))
    return sorted(found, key=lambda opening: opening[0])
