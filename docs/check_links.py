#!/usr/bin/env python3
"""Follows every relative link of every Markdown file: the file must be there, and so must the heading.

Also holds that every page below docs/ can be reached from docs/README.md. Prints one line for each
broken link and ends with 1 if there is any; prints the count otherwise.

    docs/check_links.py [TOP]

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import subprocess
import sys
import unicodedata

LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.M | re.S)
CODE = re.compile(r"`[^`\n]*`")
ABSOLUTE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.I)


def markdown_files(top):
    """Files under version control and new ones; every file of a tree that has none."""
    listed = subprocess.run(
        ["git", "-C", str(top), "ls-files", "-co", "--exclude-standard", "*.md"],
        capture_output=True, text=True, check=False,
    )
    if listed.returncode == 0:
        paths = {top / name for name in listed.stdout.splitlines()}
    else:
        paths = {p for p in top.rglob("*.md") if "build" not in p.relative_to(top).parts}
    return sorted(path for path in paths if path.is_file())


def anchor(heading):
    """The anchor that forges give to a heading."""
    text = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", lambda m: m[1] or "", heading).strip().lower()
    kept = [c for c in text if c in " -_" or unicodedata.category(c)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def without_code(text):
    return CODE.sub("", FENCE.sub("", text))


def anchors(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {anchor(m[1]) for m in re.finditer(r"^#{1,6}\s+(.+?)\s*#*$", text, re.M)}


def links(path):
    for match in LINK.finditer(without_code(path.read_text(encoding="utf-8"))):
        if not ABSOLUTE.match(match[1]):
            yield match[1]


def main(top):
    files = markdown_files(top)
    broken, followed, reached = [], 0, set()
    for path in files:
        for link in links(path):
            followed += 1
            name, _, fragment = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            if not target.exists():
                broken.append(f"{path.relative_to(top)}: {link} does not exist")
            elif fragment and target.suffix == ".md" and fragment not in anchors(target):
                broken.append(f"{path.relative_to(top)}: {link}: no such heading")
            elif path == top / "docs" / "README.md":
                reached.add(target)
    pages = [p for p in files if (top / "docs") in p.parents and p.name != "README.md"]
    broken += [f"{p.relative_to(top)} is not in docs/README.md" for p in pages if p not in reached]
    for line in broken:
        print(line)
    if not broken:
        print(f"{followed} links in {len(files)} Markdown files lead somewhere")
    return 1 if broken else 0


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    sys.exit(main(pathlib.Path(given).resolve()))
