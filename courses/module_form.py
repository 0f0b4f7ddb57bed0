"""The form a module is written with."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cms.page_form import PageForm


class ModuleForm(PageForm):
    """Makes the key from the title when it is left empty: nobody has to think one up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = self.fields.get("key")
        if key:  # not there for somebody who may not edit
            key.required = False
            key.help_text = _("The same in every language version. Left empty it is made from the title.")

    def clean_key(self) -> str:
        return self.cleaned_data["key"] or slugify(self.cleaned_data.get("title", ""))[:60]
