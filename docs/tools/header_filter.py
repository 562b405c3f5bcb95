"""Doxygen's view of a header: what the preprocessor and the field tables know and a comment cannot say.

Expands the enumerators of OSTROV_STATUS_LIST with their texts, turns the names of functions and enums in
comments into links, and lets every structure point to its field table on the generated page. Prints to
standard output; the header itself is not touched.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import sys

STATUS_ROW = re.compile(r'X\((?P<name>\w+), (?P<value>-?\d+), "(?P<text>[^"]*)"\)')
STATUS_ENUM = re.compile(r"(enum ostrov_status_values \{\n).*?(\n\};)", re.S)
COMMENT = re.compile(r"/\*\*.*?\*/", re.S)
NAMED = re.compile(r"^enum (ostrov_\w+) \{|\b(ostrov_\w+)\((?!\*)", re.M)
# Function pointers have no row in a field table: ostrov_driver has no table.
STRUCTURE = re.compile(
    r"/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\ntypedef struct (?P<name>\w+) \{"
    r"(?=(?:(?!\(\*|^\}).)*^\})",
    re.M | re.S,
)


def expand_status(text):
    rows = [
        f"    OSTROV_{m['name']} = {m['value']}, /**< {m['text']} */"
        for m in STATUS_ROW.finditer(text)
    ]
    return STATUS_ENUM.sub(lambda m: m[1] + "\n".join(rows) + m[2], text)


def link_names(text, headers):
    found = NAMED.findall("\n".join(h.read_text(encoding="utf-8") for h in headers))
    names = sorted({a or b for a, b in found}, key=len, reverse=True)
    word = re.compile(r'(?<![\w#"/])(?:' + "|".join(names) + r")(?![\w/.])(?:\(\))?")
    return COMMENT.sub(lambda c: word.sub(lambda m: "#" + m[0].removesuffix("()"), c[0]), text)


def link_fields(match):
    # On the comment's last line, so that Doxygen's line numbers stay those of the header.
    return (
        f"/**{match['doc'].rstrip()} @see @ref fields_{match['name']} "
        f'"unit, default and range of each member" */\ntypedef struct {match["name"]} {{'
    )


path = pathlib.Path(sys.argv[1])
source = path.read_text(encoding="utf-8")
if "X(OK, 0," in source:
    source = expand_status(source)
source = link_names(source, sorted(path.parent.glob("*.h")))
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write(STRUCTURE.sub(link_fields, source))
