"""What erasing or the end of a keeping time does to rows, as the registry says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile

from accounts.registry import OnErasure, PersonLink, field_at


def erase_rows(link: PersonLink, person_id: int, now: datetime) -> int:
    """Do to the person's rows what the link says of an erasure; returns how many were deleted, emptied or unlinked."""
    return end_rows(link.rows_of(person_id), link, now)


def end_rows(rows: QuerySet[Any], link: PersonLink, now: datetime) -> int:
    """The same to some rows of the link's model, whoever they are of."""
    if link.on_erasure is OnErasure.DELETE:
        if link.let_go:
            link.let_go(rows)
        return delete_rows(rows, now)
    if link.on_erasure is OnErasure.EMPTY:
        return empty_rows(rows, link, now)
    if link.on_erasure is OnErasure.UNLINK:
        return rows.update(**{link.field: None})
    return 0


def delete_rows(rows: QuerySet[Any], now: datetime) -> int:
    """Delete the rows, and their files once that is committed; returns how many rows."""
    files = [field.name for field in rows.model._meta.concrete_fields if isinstance(field, models.FileField)]
    _delete_files(rows, files)
    count = rows.count()
    rows.delete()
    return count


def empty_rows(rows: QuerySet[Any], link: PersonLink, now: datetime) -> int:
    """Empty the personal columns of rows that hold something, stamp them, and return how many there were."""
    full = rows.filter(holds_something(link)) if link.personal else rows.none()
    keys = list(full.values_list("pk", flat=True))
    if not keys:
        return 0
    files = [column for column in link.personal if isinstance(field_at(link.model, column), models.FileField)]
    _delete_files(full, files)
    stamp = {link.emptied_at: now} if link.emptied_at else {}
    empty = {column: None if field_at(link.model, column).null else "" for column in link.personal}
    link.model._base_manager.filter(pk__in=keys).update(**empty, **stamp)
    return len(keys)


def holds_something(link: PersonLink) -> Q:
    """The condition that one of the link's personal columns is not empty."""
    condition = Q()
    for column in link.personal:
        is_null = field_at(link.model, column).null
        condition |= Q(**{f"{column}__isnull": False}) if is_null else ~Q(**{column: ""})
    return condition


def _delete_files(rows: QuerySet[Any], columns: Iterable[str]) -> None:
    """Delete the files behind these columns after the commit: a rolled back erasure must not lose them."""
    for column in columns:
        for row in rows.exclude(**{column: ""}).only("pk", column):
            file: FieldFile = getattr(row, column)
            if file:
                transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]
