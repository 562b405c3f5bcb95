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

path = pathlib.Path(sys.argv[1])
text = path.read_text(encoding="utf-8")


def link(match):
    target = match[2].split("#")[0]
    return match[0] if target.endswith(".md") else match[1]


text = LINK.sub(link, text)
if path.parent.name == "docs" and path.name == "README.md":
    text = re.sub(r"^## (.*)$", r"<h2>\1</h2>", text, flags=re.M)
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write(text)
