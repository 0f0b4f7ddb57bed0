"""Everything that hangs on a person, and what becomes of it: export, erasure, merge, retention.

Each app registers its models in its `registrations.py`; tests walk every foreign key to `User`, and every one to a row
that belongs to a person, and fail on one that nobody registered. The services of persons' rights (export, erase,
retain) read these tables and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import Field, ForeignObjectRel, Model, Q, QuerySet


class OnErasure(Enum):
    """What erasing the person does to the row."""

    DELETE = "delete"
    EMPTY = "empty"  # the row stays and counts, its personal columns are emptied
    KEEP = "keep"  # law or a certificate's verification needs it; the reason stands beside it
    UNLINK = "unlink"  # the row stays, the reference to the person is cleared


class OnMerge(Enum):
    """What merging two persons does to the row."""

    MOVE = "move"
    STAY = "stay"  # belongs to the history of the merged row
    FOLLOW = "follow"  # hangs on a row that is moved


@dataclass(frozen=True)
class DataKind:
    """One kind of data as people are told of it: how long it is kept and what erasing does to it.

    `months` None = as long as `counted_from` says. Staff may set another number in `RetentionPeriod`.
    """

    key: str
    name: Any  # the texts are lazy strings
    months: int | None
    counted_from: Any  # ends a sentence: "5 years from the end of the training"
    afterwards: Any
    when_erased: Any
    outcome: OnErasure
    position: int


@dataclass(frozen=True)
class ExportFile:
    """A file that goes with the person's export. `read` is called only when it is packed; FileNotFoundError = gone."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class PersonLink:
    """One way from a row to a person: a foreign key, or a path of them such as `enrollment__person`.

    `kind` "" = as long as the row it belongs to. `personal` columns are emptied, and `emptied_at` stamped, when the row
    outlives the person. `activity` names the instants at which the row proves that the person is still about.
    """

    model: type[Model]
    field: str
    export: tuple[str, ...]  # columns, or paths, the person gets in the export; empty = another person's record
    on_erasure: OnErasure
    on_merge: OnMerge
    kind: str = ""
    reason: str = ""
    personal: tuple[str, ...] = ()
    emptied_at: str = ""
    activity: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()  # relations read together with the exported rows
    files: Callable[[Any], Iterable[ExportFile]] | None = None
    let_go: Callable[[QuerySet[Any]], None] | None = None  # deletes, on commit, what deleted rows keep elsewhere
    # What codes of the exported rows are called, for people: by column, then by key of the row; all rows at once.
    names: Callable[[Sequence[Any]], Mapping[str, Mapping[Any, str]]] | None = None

    def rows_of(self, person_id: Any) -> QuerySet[Any]:
        """The person's rows; takes a key, a subquery or an `OuterRef`."""
        return self.model._default_manager.filter(**{self.field: person_id})


@dataclass(frozen=True)
class RetentionStep:
    """Rows of one kind whose time is over, and what then happens to them.

    `due(cutoff, now)` finds them, `expire(rows, now)` changes or deletes them so that they are due no more. `cutoff` is
    `now` less the kind's months.
    """

    kind: str
    label: str  # in English, for the command's output
    due: Callable[[datetime, datetime], QuerySet[Any]]
    expire: Callable[[QuerySet[Any], datetime], object]


_kinds: dict[str, DataKind] = {}
_links: dict[tuple[str, str], PersonLink] = {}
_steps: list[RetentionStep] = []
_holds: dict[type[Model], list[Callable[[], Q]]] = {}


def register_data_kind(kind: DataKind) -> DataKind:
    """Declare a kind of data; a key declared twice raises ValueError."""
    if kind.key in _kinds:
        raise ValueError(f"Data kind {kind.key} is registered already")
    _kinds[kind.key] = kind
    return kind


def data_kinds() -> list[DataKind]:
    """Every declared kind, in the order people are told of them."""
    return sorted(_kinds.values(), key=lambda kind: (kind.position, kind.key))


def data_kind(key: str) -> DataKind:
    """The declared kind; KeyError for an unknown one."""
    return _kinds[key]


def register_person_link(link: PersonLink) -> None:
    """Declare a way to a person; declaring it twice, or with a column that is not there, raises an error."""
    key = (link.model._meta.label, link.field)
    if key in _links:
        raise ValueError(f"{key} is registered already")
    for path in (link.field, *link.export, *link.personal):
        field_at(link.model, path)
    _links[key] = link


def person_links() -> list[PersonLink]:
    """Every declared link, by model and field name."""
    return [_links[key] for key in sorted(_links)]


def register_retention(step: RetentionStep) -> None:
    """Declare what `retain` does when a kind's time is over."""
    _steps.append(step)


def retention_steps() -> list[RetentionStep]:
    """Every declared step, by kind as people are told of them, then as declared."""
    order = [kind.key for kind in data_kinds()]
    return sorted(_steps, key=lambda step: order.index(step.kind))


def register_hold(model: type[Model], holds: Callable[[], Q]) -> None:
    """Declare rows of a lower app that may not expire yet, as a condition on them: a certificate rests on them."""
    _holds.setdefault(model, []).append(holds)


def is_held(model: type[Model]) -> Q:
    """The condition that some app still needs the row."""
    held = Q(pk__in=[])
    for condition in _holds.get(model, []):
        held |= condition()
    return held


def field_at(model: type[Model], path: str) -> "Field[Any, Any]":
    """The column at the end of a path; FieldDoesNotExist when there is none."""
    *relations, last = path.split("__")
    for relation in relations:
        step = model._meta.get_field(relation)
        model = step.related_model  # type: ignore[assignment]
    field = model._meta.get_field(last)
    if isinstance(field, ForeignObjectRel):
        raise TypeError(f"{path} is a reverse relation")
    return field  # type: ignore[return-value]
