"""How answers spread, and which figures may be shown at all. Pure: answered rows in, things to draw out.

No bars and no mean are shown of fewer than five answers, nor anything from which such a group could be had by
subtraction. Texts are shown as they are, in random order, of a round that five have answered (`RoundResults.is_shown`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from feedback.answering import CANNOT_SAY, SCALE_STEPS
from feedback.enums import QuestionKind
from feedback.models import Question
from messaging.dates import NBSP

MINIMUM = 5
SECTOR_KEY = "sector"  # the choice question by which the scales are broken down

STEP_LABELS: dict[str, str | Promise] = {
    "1": pgettext_lazy("scale", "1 strongly disagree"),
    "2": "2",
    "3": "3",
    "4": "4",
    "5": pgettext_lazy("scale", "5 strongly agree"),
    CANNOT_SAY: pgettext_lazy("scale", "cannot say"),
}


@dataclass(frozen=True)
class AnsweredRow:
    """One stored answer: the response is only a name for "the same answerer", never shown."""

    response: object
    value: str  # step, choice key, "dk" or text


@dataclass(frozen=True)
class Bar:
    """One part of a distribution; `x` and `width` are hundredths of the whole bar.

    `is_of_the_form`: the label is a choice of the form, in the form's language; the others are in the reader's.
    """

    label: str | Promise
    count: int
    percent_text: str
    x: float
    width: float
    is_of_the_form: bool = False


@dataclass(frozen=True)
class QuestionResult:
    """What is shown of one question: bars and a mean, none when there are too few answers; or texts in random order."""

    text: str
    kind: str
    n: int
    mean_text: str = ""
    bars: list[Bar] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.kind == QuestionKind.TEXT


def percent_text(count: int, whole: int) -> str:
    """`62 %` with a no-break space; empty for nothing of nothing."""
    return f"{(200 * count + whole) // (2 * whole)}{NBSP}%" if whole else ""


def cells_to_show(counts: Mapping[str, int], whole: int) -> list[str]:
    """The cells that may be shown: each and the rest of the whole at least five, and what is left over five or nothing.

    Small remainders take the smallest shown cell with them: otherwise the remainder could be had by subtraction.
    """
    shown = [key for key, count in counts.items() if count >= MINIMUM and whole - count >= MINIMUM]
    shown.sort(key=lambda key: counts[key], reverse=True)
    while shown and 0 < whole - sum(counts[key] for key in shown) < MINIMUM:
        shown.pop()
    return [key for key in counts if key in shown]


def question_result(question: Question, rows: Sequence[AnsweredRow], answer_count: int) -> QuestionResult:
    """The result of one question out of `answer_count` answers to the form."""
    if question.kind == QuestionKind.TEXT:
        return QuestionResult(question.text, question.kind, len(rows), texts=[row.value for row in rows])
    counts = Counter(row.value for row in rows)
    if question.key == SECTOR_KEY:
        bars = _sector_bars(question, counts, answer_count)
        return QuestionResult(question.text, question.kind, answer_count if bars else len(rows), bars=bars)
    if len(rows) < MINIMUM:
        return QuestionResult(question.text, question.kind, len(rows))
    bars = _bars(question, [(label, counts[key]) for key, label in _labels(question).items()])
    return QuestionResult(question.text, question.kind, len(rows), _mean_text(rows), bars)


def _labels(question: Question) -> dict[str, str | Promise]:
    if question.kind == QuestionKind.SCALE:
        return STEP_LABELS
    return {choice["key"]: choice["label"] for choice in question.choices}


def _bars(question: Question, parts: Sequence[tuple[str | Promise, int]]) -> list[Bar]:
    whole = sum(count for _label, count in parts)
    choices = {choice["label"] for choice in question.choices} if question.kind == QuestionKind.CHOICE else set()
    bars: list[Bar] = []
    before = 0
    for label, count in parts:
        share = round(100 * count / whole, 3)
        x = round(100 * before / whole, 3)
        bars.append(Bar(label, count, percent_text(count, whole), x, share, is_of_the_form=label in choices))
        before += count
    return bars


def _sector_bars(question: Question, counts: Mapping[str, int], answer_count: int) -> list[Bar]:
    labels = _labels(question)
    shown = cells_to_show({key: counts.get(key, 0) for key in labels}, answer_count)
    if not shown:
        return []
    parts = [(labels[key], counts[key]) for key in shown]
    if left := answer_count - sum(counts[key] for key in shown):
        parts.append((_("Other sectors and sector not told"), left))
    return _bars(question, parts)


def steps_of(rows: Sequence[AnsweredRow]) -> list[int]:
    """The answers that are steps of the scale, as numbers."""
    return [int(row.value) for row in rows if row.value in SCALE_STEPS]


def mean(steps: Sequence[int]) -> str:
    """`4,3`."""
    return number_format(sum(steps) / len(steps), decimal_pos=1)


def _mean_text(rows: Sequence[AnsweredRow]) -> str:
    """The mean, of five or more, and of how many: whoever cannot say counts among the answers but not in the mean."""
    steps = steps_of(rows)
    if len(steps) < MINIMUM:
        return ""
    cannot_say = len(rows) - len(steps)
    told = _("Mean %(mean)s (n = %(count)s)") % {"mean": mean(steps), "count": len(steps)}
    if not cannot_say:
        return told
    others = ngettext("%(count)s person cannot say", "%(count)s people cannot say", cannot_say) % {"count": cannot_say}
    return f"{told} · {others}"
