"""What is asked when a file is added to the site's content."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from cms.documents import fault


class DocumentForm(BaseDocumentForm):
    """Takes only what the site can give out safely; the content must be what the name says."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            refusal = fault(file.file, file.name, file.size)
            if refusal:
                raise ValidationError(str(refusal.label), code=refusal.value)
            file.seek(0)
        return file

    def _post_clean(self) -> None:
        # After a refusal the model would look at a file that is not there, and say a second, wrong thing of it.
        if "file" not in self.errors:
            super()._post_clean()
