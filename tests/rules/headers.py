"""Reads the public headers as text: which functions are exported and what their comments say."""

import os
import pathlib
import re

TOP = pathlib.Path(os.environ.get("OSTROV_TOP", pathlib.Path(__file__).parents[2]))
HEADERS = sorted((TOP / "include" / "ostrov").glob("*.h"))

_FUNCTION = re.compile(
    r"(?:/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\s*)?"
    r"OSTROV_API\s+(?:OSTROV_MUST_CHECK\s+)?(?P<returns>[\w\s\*]+?)\s*"
    r"\b(?P<name>ostrov_\w+)\s*\((?P<parameters>[^;{]*)\)\s*;"
)


class Function:
    """One exported function: name, header, comment, names of its parameters, what it returns."""

    def __init__(self, header, match):
        self.header = header.name
        self.name = match["name"]
        self.doc = match["doc"]
        self.returns = " ".join(match["returns"].split())
        listed = [] if match["parameters"].strip() == "void" else match["parameters"].split(",")
        self.parameters = [re.findall(r"\w+", part)[-1] for part in listed]


def functions():
    """Every exported function of every header, in order."""
    found = []
    for header in HEADERS:
        text = header.read_text(encoding="utf-8")
        # A group /** @name … @{ */ … /** @} */ documents all the functions inside it.
        group = re.search(r"/\*\* @name(?P<doc>.*?)@\{ \*/(?P<body>.*?)/\*\* @\} \*/", text, re.S)
        for match in _FUNCTION.finditer(text):
            function = Function(header, match)
            if group and group.start("body") <= match.start("name") < group.end("body"):
                function.doc = group["doc"]
                function.parameters = []
            found.append(function)
    return found
