"""What is asked of an image when it is added: what it shows, in words."""

from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm

from cms.content_checks import alternative_text_fault


class ImageForm(BaseImageForm):
    """Takes as a description only words: it becomes the alternative text wherever the image is used."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].label = _("What the image shows")
        self.fields["description"].help_text = _(
            "A sentence for those who do not see the image: it becomes the alternative text where the image is used. "
            "Leave it empty only when the image is a decoration. The name of the file will not do."
        )

    def clean_description(self) -> str:
        words = self.cleaned_data["description"]
        file = self.cleaned_data.get("file") or self.instance.file
        fault = alternative_text_fault(words, file.name if file else "") if words else ""
        if fault:
            raise ValidationError(fault)
        return words


def suggest_only_descriptions() -> None:
    """Let an image suggest as its alternative text what it shows; Wagtail's takes the title, the name of the file."""
    get_image_model().default_alt_text = property(attrgetter("description"))
