"""The sentences of a project report, made of the figures; no number or name is inflected."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from messaging.dates import moment
from reports.period_figures import PeriodNumbers
from reports.queries import ATTENDED, CERTIFIED, COMPLETED, REGISTERED, WALKED_IN


def hours_of(minutes: int) -> float:
    """Clock hours, to the hundredth."""
    return round(minutes / 60, 2)


def hours_text(minutes: int) -> str:
    """`12` or `37,25`: clock hours with a decimal comma."""
    return f"{hours_of(minutes):.10g}".replace(".", ",")


def sessions_to_confirm(numbers: Sequence[int]) -> str:
    """Which sessions wait: `Läsnäolot vahvistamatta: 1., 2. ja 3. kerta`; empty for none."""
    if not numbers:
        return ""
    *others, last = (pgettext("ordinal", "%(number)s") % {"number": number} for number in numbers)
    first = ", ".join(others)
    listed = pgettext("list", "%(first)s and %(last)s") % {"first": first, "last": last} if others else last
    return ngettext(
        "The attendance of session %(numbers)s waits to be confirmed",
        "The attendance of sessions %(numbers)s waits to be confirmed",
        len(numbers),
    ) % {"numbers": listed}


def report_sentence(numbers: PeriodNumbers, days: str, organiser: str) -> str:
    """What a final report says of the period: as of when, events, people, and the told numbers apart from them."""
    as_of = _("Figures as of %(moment)s.") % {"moment": moment(numbers.as_of)}
    opening = [_where(days, organiser), as_of]
    return " ".join(filter(None, [*opening, *_events(numbers), *_people(numbers), *_told(numbers)]))


def _where(days: str, organiser: str) -> str:
    whose = _("Organiser: %(organiser)s.") % {"organiser": organiser} if organiser else ""
    when = _("Period: %(days)s.") % {"days": days} if days else ""
    return " ".join(filter(None, [whose, when]))


def _events(numbers: PeriodNumbers) -> list[str]:
    events = numbers.events
    held = ngettext(
        "%(count)s session was held, %(hours)s hours in all.",
        "%(count)s sessions were held, %(hours)s hours in all.",
        events.held,
    ) % {"count": events.held, "hours": hours_text(events.minutes)}
    if not events.runs:
        return [_("No run had begun yet.")]
    begun = ngettext(
        "The trainings were offered in %(count)s run.", "The trainings were offered in %(count)s runs.", events.runs
    ) % {"count": events.runs}
    return [begun, *([held] if events.held else []), *_to_come(events.runs_to_come)]


def _to_come(count: int) -> list[str]:
    """Said because the enrolled are also theirs."""
    if not count:
        return []
    return [
        ngettext("Besides, %(count)s run had not begun yet.", "Besides, %(count)s runs had not begun yet.", count)
        % {"count": count}
    ]


def _people(numbers: PeriodNumbers) -> list[str]:
    """One sentence while everybody who attended had enrolled, else one for each figure."""
    counted = {each.key: numbers.counted(each.key) for each in (REGISTERED, ATTENDED, COMPLETED, CERTIFIED, WALKED_IN)}
    registered, attended = counted[REGISTERED.key], counted[ATTENDED.key]
    if registered and registered > 1 and attended is not None and not counted[WALKED_IN.key]:
        told = {key: number for key, number in counted.items() if key != WALKED_IN.key}
        return [
            _("%(registered)s people enrolled in the trainings, of whom %(attended)s attended, %(completed)s "
              "completed the training and %(certified)s got a certificate.") % told
        ]  # fmt: skip
    return [sentence for sentence in map(_alone, counted.items()) if sentence]


def _alone(figure: tuple[str, int | None]) -> str:
    key, number = figure
    if not number:
        return ""
    sentence = {
        REGISTERED.key: ngettext(
            "%(count)s person enrolled in the trainings.", "%(count)s people enrolled in the trainings.", number
        ),
        ATTENDED.key: ngettext(
            "%(count)s person attended by the lists.", "%(count)s people attended by the lists.", number
        ),
        COMPLETED.key: ngettext(
            "%(count)s person completed the training.", "%(count)s people completed the training.", number
        ),
        CERTIFIED.key: ngettext("%(count)s person got a certificate.", "%(count)s people got a certificate.", number),
        WALKED_IN.key: ngettext(
            "%(count)s person came without enrolling.", "%(count)s people came without enrolling.", number
        ),
    }[key]
    return sentence % {"count": number}


def _told(numbers: PeriodNumbers) -> list[str]:
    told = [f"{str(figure.label).lower()} {figure.told}" for figure in numbers.figures if figure.has_told_number]
    if not told:
        return []
    return [_("Numbers from elsewhere, no part of the above: %(figures)s.") % {"figures": "; ".join(told)}]
