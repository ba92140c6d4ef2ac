"""The site: the pages of this folder, and the Python reference out of the docstrings.

`.venv/bin/pip install '.[docs]' && .venv/bin/sphinx-build -W --keep-going docs site`
"""

from importlib import metadata

from reportedly import records

project = "reportedly"
copyright = "the authors of reportedly"
release = metadata.version("reportedly")

# Pages. MyST warns of links that lead nowhere, also into a page's headings.
extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]  # rule files hold patterns, consoles hold prompts

# The reference. A class shows what it offers in the order of the source, without how it is built.
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "undoc-members": True}
for _record in vars(records).values():
    if isinstance(_record, type) and issubclass(_record, records._Record):
        # A field is a descriptor; what the reader of a page wants to know is the type that it gives.
        _record.__annotations__ = {
            name: kind.removeprefix("_Field[")[:-1] if kind.startswith("_Field[") else kind
            for name, kind in _record.__annotations__.items()
        }

# The look: nothing is fetched from elsewhere when a page is read.
html_theme = "furo"
html_title = f"reportedly {release}"
html_copy_source = False
html_show_sphinx = False
