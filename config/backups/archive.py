"""The backup file: a compressed tar with a manifest that names every other file in it, its length and its SHA-256."""

import hashlib
import json
import shutil
import tarfile
import zlib
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any

FORMAT = 2
MANIFEST = "manifest.json"
# The folder of each storage of files, by format. Format 1 left out what participants had sent.
FOLDERS = {1: {"default": "media"}, FORMAT: {"default": "media", "answers": "answers"}}
_DAMAGED = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError, TypeError)


class BackupRefused(Exception):
    """The backup cannot be made or restored; the text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `files` by name with length in bytes and SHA-256, `migrations` as `app.name`."""

    format: int
    made_at: str  # ISO 8601, UTC
    site: str
    engine: str  # as Django names the vendor: sqlite or postgresql
    migrations: list[str]
    files: dict[str, dict[str, Any]]

    @property
    def folders(self) -> dict[str, str]:
        """In which of its folders the files of which storage lie."""
        return FOLDERS[self.format]


class ArchiveWriter:
    """Writes files one after another, and the manifest last; without `close` there is no valid backup."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|gz")  # noqa: SIM115 - closed in __exit__
        self._files: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._tar.close()

    def add(self, name: str, source: IO[bytes]) -> None:
        """Add a file of any length, read to its end."""
        with TemporaryFile() as copy:  # the length stands before the content, and a bucket may tell another one
            shutil.copyfileobj(source, copy)
            self._files[name] = _measured(copy)
            self._append(name, copy, self._files[name]["bytes"])

    def close(self, **facts: Any) -> Manifest:
        """Write the manifest; `facts` are its other fields."""
        manifest = Manifest(format=FORMAT, files=self._files, **facts)
        text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode()
        self._append(MANIFEST, BytesIO(text), len(text))
        return manifest

    def _append(self, name: str, content: IO[bytes], length: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = length, 0o600
        self._tar.addfile(entry, content)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack into an empty folder and check every file; raises BackupRefused when anything is missing or differs."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(folder, filter="data")  # refuses paths that lead out of the folder
        facts = json.loads((folder / MANIFEST).read_text())
        if facts.get("format") not in FOLDERS:
            known = " and ".join(str(each) for each in FOLDERS)
            raise BackupRefused(f"The backup has format {facts.get('format')}; this version reads {known}.")
        manifest = Manifest(**facts)
    except _DAMAGED as fault:
        raise BackupRefused(f"The backup is damaged or is none: {type(fault).__name__}.") from fault
    _check(manifest, folder)
    return manifest


def _check(manifest: Manifest, folder: Path) -> None:
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if found != manifest.files.keys():
        raise BackupRefused(f"The backup is damaged: {len(found ^ manifest.files.keys())} files are missing or extra.")
    for name, expected in manifest.files.items():
        with (folder / name).open("rb") as file:
            if _measured(file) != expected:
                raise BackupRefused(f"The backup is damaged: {name} is not what was saved.")


def _measured(file: IO[bytes]) -> dict[str, Any]:
    """Length and hash of the whole file; leaves it at its beginning."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    length = file.tell()
    file.seek(0)
    return {"bytes": length, "sha256": digest}
