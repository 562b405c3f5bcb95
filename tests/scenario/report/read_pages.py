"""Reads the pages that test_pages.c wrote: well-formed, self-contained, accessible, nothing unknown.

SPDX-License-Identifier: Apache-2.0
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as tree

LARGEST = 600_000
failures = []


def check(truth, what):
    if not truth:
        failures.append(what)


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    part = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    part = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in part]
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def check_colours(style, name):
    """Text keeps 4.5:1 on both grounds, in light, dark and print; layers that touch differ in grey."""
    for theme in re.findall(r":root\{([^}]*)\}", style):
        colour = dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", theme))
        colour = {k: "#" + "".join(2 * c for c in v[1:]) if len(v) == 4 else v for k, v in colour.items()}
        if "ink" not in colour:
            continue
        for text in ("ink", "soft", "alarm"):
            for ground in ("paper", "panel"):
                ratio = contrast(colour[text], colour[ground])
                check(ratio >= 4.5, f"{name}: {text} on {ground} has contrast {ratio:.2f}")
        for a, b in (("sun", "battery"), ("battery", "grid"), ("load", "vehicle"), ("vehicle", "battery")):
            ratio = contrast(colour[a], colour[b])
            check(ratio >= 1.3, f"{name}: {a} and {b} are alike in grey, {ratio:.2f}")


def check_svg(svg, name, ids):
    if svg.get("role") != "img":
        return
    labels = svg.get("aria-labelledby", "").split()
    check(len(labels) == 2 and all(i in ids for i in labels), f"{name}: a plot without title or desc")
    check(svg.find("title") is not None and svg.find("title").text, f"{name}: empty title")
    check(svg.find("desc") is not None and svg.find("desc").text, f"{name}: empty desc")


def check_page(path):
    name = path.parent.name
    text = path.read_text(encoding="utf-8")
    check(len(text.encode()) <= LARGEST, f"{name}: {len(text.encode())} bytes")
    root = tree.fromstring(text.replace("<!DOCTYPE html>", "", 1))  # raises when not well-formed
    check(root.get("lang") == "en", f"{name}: no lang")
    every = list(root.iter())
    ids = [e.get("id") for e in every if e.get("id")]
    check(len(ids) == len(set(ids)), f"{name}: an id twice")
    check_colours(root.find("head/style").text, name)
    for e in every:
        check(e.tag not in ("script", "link", "iframe", "img", "object"), f"{name}: <{e.tag}>")
        for key, value in e.attrib.items():
            check(not key.startswith("on") and key != "src", f"{name}: attribute {key}")
            check(not re.search(r"\b(nan|inf)\b", value), f"{name}: {e.tag} {key}={value[:60]}")
            check("http" not in value, f"{name}: {key}={value}")
            if key == "href":
                there = value[1:] in ids if value.startswith("#") else (path.parent / value).is_file()
                check(there, f"{name}: {value} leads nowhere")
        if e.tag == "th":
            check(e.get("scope") in ("row", "col"), f"{name}: a table header without scope")
        if e.tag == "svg":
            check_svg(e, name, ids)
    shown = " ".join(root.find("body").itertext())
    check(not re.search(r"\b(nan|inf|infinity)\b", shown, re.I), f"{name}: prints what is not a number")
    check("(null)" not in shown, f"{name}: prints (null)")
    check("url(" not in root.find("head/style").text.replace("url(#hatch)", ""), f"{name}: style loads")
    print(f"{name}: {len(text.encode())} bytes, {sum(e.tag == 'svg' for e in every)} svg")


pages = sorted(pathlib.Path(sys.argv[1]).glob("*/report.html"))
if not pages:
    sys.exit("no pages to read")
for page in pages:
    check_page(page)
for failure in sorted(set(failures)):
    print("FAIL", failure)
sys.exit(1 if failures else 0)
