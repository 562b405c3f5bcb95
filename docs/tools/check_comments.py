#!/usr/bin/env python3
"""Holds that each enumerator and each member in the public headers has its comment: Doxygen 1.9.4 is silent
about enumerators of a documented enum.

    docs/tools/check_comments.py

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
BODY = re.compile(r"^(?:typedef )?(?P<kind>enum|struct) (?P<name>\w+) \{\n(?P<body>.*?)^\}", re.M | re.S)


def entries(body):
    """(name, has a comment) of each line that declares something."""
    plain = re.sub(r"/\*\*<.*?\*/", "@", body, flags=re.S)
    for line in plain.split("\n"):
        declared = re.match(r"\s+[A-Za-z_][^@]*", line)
        if declared and not line.lstrip().startswith(("#", "OSTROV_STATUS_LIST")):
            yield declared[0].strip(), "@" in line


missing = []
count = 0
for header in sorted((TOP / "include" / "ostrov").glob("*.h")):
    for block in BODY.finditer(header.read_text(encoding="utf-8")):
        for declared, documented in entries(block["body"]):
            count += 1
            if not documented:
                missing.append(f"{header.name}: {block['name']}: {declared} has no comment")
print("\n".join(missing) if missing else f"{count} enumerators and members have their comments")
sys.exit(1 if missing or count == 0 else 0)
