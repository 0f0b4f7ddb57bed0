"""Uploaded files, wherever they are kept."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from config.backups.archive import BackupRefused


def file_names(folder: str = "") -> Iterator[str]:
    """Every file's name, folders in it."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing has been uploaded yet
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(names) if name)
    for inner in sorted(folders):
        yield from file_names(f"{prefix}{inner}")


def replace_files(folder: Path) -> int:
    """Put the files of the folder in the place of the present ones, under their own names; returns how many."""
    for name in list(file_names()):
        default_storage.delete(name)
    saved = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in saved:
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as content:
            if default_storage.save(name, File(content)) != name:
                raise BackupRefused(f"{name} could not be saved under its name: something else writes there.")
    return len(saved)
