"""Words of materials and files in templates: `{{ document|file_facts }}`."""

from django import template

from cms import wording

register = template.Library()

register.filter("file_facts", wording.file_facts)
register.filter("file_size", wording.size_in_words)
register.filter("version_line", wording.version_line)
