"""The materials of the demo's library."""

from datetime import date
from typing import Any

from cms.models import LibraryAttachment, LibraryItemPage, LibraryPage
from config.demo.blocks import block, document
from config.demo.content_files import content


def load_library(library: LibraryPage) -> None:
    """The materials of the library, each once."""
    for row in content("library")["items"]:
        if not LibraryItemPage.objects.child_of(library).filter(slug=row["slug"]).exists():
            _add(library, row)


def _add(library: LibraryPage, row: dict[str, Any]) -> None:
    link = row["link"] or {"url": "", "text": ""}
    facts: dict[str, Any] = {
        **{name: row[name] for name in ("slug", "title", "summary", "version", "editor")},
        **{f"for_{audience}": True for audience in row["audiences"]},
        "content_language": row["language"],
        "version_on": date.fromisoformat(row["version_on"]),
        "link_url": link["url"],
        "link_text": link["text"],
        "body": [block(part) for part in row["body"]],
        "attachments": [LibraryAttachment(document=document(name)) for name in row["attachments"]],
    }
    item = LibraryItemPage(**facts)
    library.add_child(instance=item)
    item.save_revision().publish()
