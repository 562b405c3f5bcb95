"""Doxygen's view of a Markdown page: what works in the source tree and would not in the HTML.

Links to files that are not pages become plain names, since the HTML stands elsewhere. The headings of the
start page, which are the navigation's groups already, stay out of the navigation's tree. Prints to
standard output.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import sys

LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)")

TOP = pathlib.Path(__file__).resolve().parents[2]
# Pages outside docs/ that the Doxyfile's INPUT names.
OUTSIDE = {TOP / "CONTRIBUTING.md", TOP / "CHANGELOG.md", TOP / "examples/station/sites/README.md"}

path = pathlib.Path(sys.argv[1])
text = path.read_text(encoding="utf-8")


def link(match):
    target = (path.parent / match[2].split("#")[0]).resolve()
    is_page = target.suffix == ".md" and (TOP / "docs" in target.parents or target in OUTSIDE)
    return match[0] if is_page else match[1]


text = LINK.sub(link, text)
if path.parent.name == "docs" and path.name == "README.md":
    text = re.sub(r"^## (.*)$", r"<h2>\1</h2>", text, flags=re.M)
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write(text)
