"""The blocks of the demo's pages, made from their JSON."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.models import Collection

from accounts.enums import Role
from cms.models import LibraryItemPage
from config.demo.content_files import FOLDER


def block(part: dict[str, Any]) -> tuple[str, Any]:
    """Name and value of one block."""
    match part["type"]:
        case "rich_text":
            return "paragraph", part["html"]
        case "heading":
            return "heading", part["text"]
        case "quote":
            return "quote", {"text": part["text"], "source": part["source"]}
        case "reflection":
            return "reflection", {"question": part["question"], "hint": part.get("hint", "")}
        case "image":
            return "figure", {"image": _picture(part), "caption": part.get("caption", "")}
        case "material":
            return "library_card", LibraryItemPage.objects.get(slug=part["slug"], locale__language_code="fi")
    return _material(part)


def _material(part: dict[str, Any]) -> tuple[str, Any]:
    match part["type"]:
        case "video":
            files = {name: document(part[name]) for name in ("file", "captions")}
            return "video", {"title": part["title"], "link": "", "transcript": part["transcript"], **files}
        case "file":
            return "file", {"document": document(part["file"]), "title": part["title"]}
        case "table":
            columns = [{"type": "text", "heading": heading} for heading in part["headings"]]
            rows = [{"values": row} for row in part["rows"]]
            table = {"caption": part["caption"], "columns": columns, "rows": rows}
            return "table", {"table": table, "names_rows": True}
    raise ValueError(f"Unknown block in the demo's content: {part['type']}")


def _picture(part: dict[str, Any]) -> Any:
    path = FOLDER / "images" / part["file"]
    images, title = get_image_model().objects, path.stem.capitalize()
    image = images.filter(title=title).first()
    if image is None:
        with path.open("rb") as file:
            picture = ImageFile(file, name=path.name)
            image = images.create(title=title, description=part["alt"], file=picture, collection=_trainers_images())
    image.contextual_alt_text, image.decorative = part["alt"], part.get("decorative", False)
    return image


def _trainers_images() -> Collection:
    """Where trainers keep their images together."""
    return Collection.objects.get(
        group_permissions__group__name=Role.TRAINER, group_permissions__permission__codename="add_image"
    )


def document(name: str) -> AbstractDocument:
    """A file of the demo's content as a document, made once."""
    documents, title = get_document_model().objects, name.partition(".")[0].capitalize()
    found = documents.filter(title=title, file__endswith=name.partition(".")[2]).first()
    if found:
        return found
    content_of_file = (FOLDER / "files" / name).read_bytes()
    made = get_document_model()(title=title, file=ContentFile(content_of_file, name=name))
    made._set_document_file_metadata()
    made.save()
    return made
