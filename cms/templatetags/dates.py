"""Finnish dates in templates: `{{ session.starts_at|moment }}`."""

from django import template

from messaging import dates

register = template.Library()

register.filter("day", dates.day)
register.filter("moment", dates.moment)
register.filter("clock", dates.clock)
register.filter("long_day", dates.long_day)
