"""The person's own copy of everything: JSON for machines, a page for people, and the files, in one ZIP.

Only the registry is read: what an app registers with columns is in the copy, without a line here.
"""

import json
import logging
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, FileField, JSONField, Model
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.admin_helpers import plain
from accounts.models import User
from accounts.registry import ExportFile, PersonLink, field_at, person_links

logger = logging.getLogger(__name__)

JSON_NAME, PAGE_NAME = "omat-tiedot.json", "omat-tiedot.html"


@dataclass(frozen=True)
class Cell:
    """One column of one row as people read it."""

    heading: str
    text: str


@dataclass(frozen=True)
class ExportSection:
    """The person's rows of one model: `rows` for machines, `table` the same for people."""

    key: str
    title: str
    rows: list[dict[str, Any]]
    table: list[list[Cell]]


@dataclass(frozen=True)
class PersonExport:
    """Everything registered of one person at one instant."""

    made_at: datetime
    sections: list[ExportSection]
    files: list[ExportFile] = field(default_factory=list)


def export_of(person: User, now: datetime) -> PersonExport:
    """Gather the copy; the number of queries depends on what is registered, not on how much the person has done."""
    sections, files = [], []
    for link in sorted(person_links(), key=lambda link: link.model is not User):  # who it is comes first
        if not link.export:
            continue
        rows = list(link.rows_of(person.pk).order_by("pk").prefetch_related(*link.loads))
        files += [file for row in rows for file in _files(link, row)]
        if rows:
            sections.append(_section(link, rows))
    return PersonExport(now, sections, files)


def write_zip(export: PersonExport, target: IO[bytes]) -> None:
    """Write the copy as a ZIP; files are read one at a time, and one that is gone is named in the copy."""
    missing: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, file in enumerate(export.files, start=1):
            try:
                content = file.read()
            except FileNotFoundError:
                logger.exception("A file of a person's copy is not in the storage")
                missing.append(file.name)
            else:
                archive.writestr(f"tiedostot/{number:03}-{file.name}", content)
        archive.writestr(JSON_NAME, as_json(export, missing))
        page = render_to_string("accounts/export.html", {"export": export, "missing": missing})
        archive.writestr(PAGE_NAME, page)


def as_json(export: PersonExport, missing: Sequence[str] = ()) -> str:
    """The copy for machines: stable English keys, values as stored, relations by name.

    `missing`: the names of files that are in the register and not in the storage.
    """
    facts: dict[str, Any] = {"made_at": export.made_at}
    facts["data"] = {section.key: section.rows for section in export.sections}
    if missing:
        facts["missing_files"] = list(missing)
    return json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _section(link: PersonLink, rows: list[Model]) -> ExportSection:
    columns = [(path, field_at(link.model, path)) for path in link.export]
    names = link.names(rows) if link.names else {}
    shown = [(path, column) for path, column in columns if not isinstance(column, JSONField)]
    return ExportSection(
        key=link.model._meta.label,
        title=_("Who you are") if link.model is User else str(link.model._meta.verbose_name_plural),
        rows=[{path: _stored(_value(row, path)) for path, _field in columns} for row in rows],
        table=[
            [
                Cell(_heading(path, link.model), names.get(path, {}).get(row.pk) or _told(row, path, column))
                for path, column in shown
            ]
            for row in rows
        ],
    )


def _heading(path: str, model: type[Model]) -> str:
    """The label of the column; of a column beyond a relation the relation's own, which says whose it is."""
    if path == "date_joined":  # a column of Django's own name
        return _("First registered")
    first = field_at(model, path.partition("__")[0]) if path.endswith("__name") else field_at(model, path)
    return str(getattr(first, "verbose_name", path))


def _value(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step) if row is not None else None
    return row


def _stored(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value)
    return value.name if isinstance(value, FieldFile) else value


def _told(row: Any, path: str, column: "Field[Any, Any]") -> str:
    if column.choices and "__" not in path:
        return plain(getattr(row, f"get_{path}_display")())
    value = _value(row, path)
    return plain(value if isinstance(value, bool | date | datetime) else _stored(value))


def _files(link: PersonLink, row: Any) -> Iterator[ExportFile]:
    """The files the link names, and every file column the person gets."""
    if link.files:
        yield from link.files(row)
    for path in link.export:
        value = _value(row, path) if isinstance(field_at(link.model, path), FileField) else None
        if value:
            yield ExportFile(value.name.rpartition("/")[2], partial(_content, value))


def _content(stored: FieldFile) -> bytes:
    with stored.open("rb") as file:
        return bytes(file.read())
