"""ISO 8601 durations on the calendar: a year after 29 February is 28 February."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?\Z")


def later(day: date, duration: str) -> date:
    """Give the day this long after another; a duration that says nothing changes nothing."""
    return _moved(day, duration, 1)


def moment_later(moment: datetime, duration: str) -> datetime:
    """Give the same hour this long after a moment."""
    return moment + (later(moment.date(), duration) - moment.date())


def earlier(day: date, duration: str) -> date:
    """Give the day this long before another."""
    return _moved(day, duration, -1)


def _moved(day: date, duration: str, way: int) -> date:
    found = DURATION.match(duration)
    years, months, weeks, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    place = day.year * 12 + day.month - 1 + way * (years * 12 + months)
    year, month = min(max(place // 12, date.min.year), date.max.year - 1), place % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + way * timedelta(days=weeks * 7 + days)
