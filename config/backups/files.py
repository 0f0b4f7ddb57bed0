"""Files of pages, and files participants sent, wherever they are kept."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import storages

from config.backups.archive import BackupRefused


def file_names(storage: str, folder: str = "") -> Iterator[str]:
    """The name of every file in the storage, folders in it."""
    try:
        folders, names = storages[storage].listdir(folder)
    except FileNotFoundError:  # nothing has been uploaded yet
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(names) if name)
    for inner in sorted(folders):
        yield from file_names(storage, f"{prefix}{inner}")


def replace_files(storage: str, folder: Path) -> int:
    """Put the files of the folder in the place of the storage's, under their own names; returns how many."""
    store = storages[storage]
    for name in list(file_names(storage)):
        store.delete(name)
    saved = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in saved:
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as content:
            if store.save(name, File(content)) != name:
                raise BackupRefused(f"{name} could not be saved under its name: something else writes there.")
    return len(saved)
