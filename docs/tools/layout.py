"""Makes Doxygen's layout file: its own default, with the contents of docs/README.md as navigation.

Each second-level heading of docs/README.md becomes a group and each link below it a page, in that
order, so that there is one index and not two.

    layout.py DOCS DEFAULT > layout.xml

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import sys
from xml.sax.saxutils import quoteattr

LINK = re.compile(r"^[-*] \[([^\]]+)\]\(([^)#]+\.md)\)", re.M)


def page_label(path):
    """The label that Doxygen 1.9.4 gives to a Markdown file."""
    return "md_" + re.sub(r"[^A-Za-z0-9]", "_", path.removesuffix(".md"))


def navigation(docs):
    index = (docs / "README.md").read_text(encoding="utf-8")
    rows = ['<tab type="mainpage" visible="yes" title="Start"/>']
    for section in re.split(r"^## ", index, flags=re.M)[1:]:
        title = section.split("\n", 1)[0].strip()
        links = LINK.findall(section)
        if not links:
            continue
        rows.append(f'<tab type="usergroup" url="[none]" title={quoteattr(title)} visible="yes">')
        for text, target in links:
            path = (docs / target).resolve().relative_to(docs.parent).as_posix()
            rows.append(
                f'  <tab type="user" url="@ref {page_label(path)}" title={quoteattr(text)}/>'
            )
        rows.append("</tab>")
    rows += [
        '<tab type="usergroup" url="[none]" title="API" visible="yes">',
        '  <tab type="user" url="@ref fields" title="Structures and their members"/>',
        '  <tab type="filelist" visible="yes" title="Headers"/>',
        '  <tab type="classlist" visible="yes" title="Structures"/>',
        '  <tab type="globals" visible="yes" title="Functions and constants"/>',
        '  <tab type="examples" visible="yes" title="Examples"/>',
        '  <tab type="user" url="@ref symbols" title="Symbols by version"/>',
        "</tab>",
    ]
    return "\n    ".join(rows)


top = pathlib.Path(sys.argv[1]).resolve()
default = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
begin, end = default.index("<navindex>") + len("<navindex>"), default.index("</navindex>")
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write(default[:begin] + "\n    " + navigation(top) + "\n  " + default[end:])
