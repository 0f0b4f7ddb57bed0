"""Style sheets that are asked for together, as one file: a first visit asks for twelve files at most (P15).

The components keep a file each; this joins them as they are served, so that nothing has to be built.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static

SHEETS = {
    "frame": (  # what every page needs
        "tokens",
        "base",
        "components/button",
        "components/badge",
        "components/session_line",
        "components/run_card",
        "components/prose",
        "components/message_banner",
    ),
    "work": (  # what people's own pages and the desk need besides
        "components/next_step",
        "components/fact_list",
        "components/empty_state",
        "components/field",
        "components/scale_question",
        "components/assignment",
        "components/person_row",
        "components/attendance",
        "components/data_table",
        "components/pagination",
        "components/figures",
        "components/certificate",
        "components/module",
    ),
}
FOLDER = settings.BASE_DIR / "static" / "css"
_FONT = re.compile(r'url\("\.\./fonts/([^"]+)"\)')


@dataclass(frozen=True)
class Sheet:
    """The joined styles, plain and packed; `digest` changes with them and stands in their address."""

    text: bytes
    packed: bytes
    digest: str


def joined_sheet(name: str) -> Sheet:
    """The styles as they are now: read once, while developing whenever one of the files has changed.

    KeyError for an unknown name.
    """
    files = SHEETS[name]
    changed = max((FOLDER / f"{file}.css").stat().st_mtime for file in files) if settings.DEBUG else 0
    return _read(files, changed)


@lru_cache(maxsize=len(SHEETS))
def _read(files: tuple[str, ...], changed: float) -> Sheet:
    joined = "\n".join((FOLDER / f"{file}.css").read_text(encoding="utf-8") for file in files)
    text = _FONT.sub(lambda font: f'url("{static(f"fonts/{font[1]}")}")', joined).encode()
    return Sheet(text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:12])
