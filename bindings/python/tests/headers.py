"""Reads the public C headers as text: functions, structures, enumerators.

SPDX-License-Identifier: Apache-2.0
"""

import os
import pathlib
import re
from typing import Dict, List

TOP = pathlib.Path(os.environ.get("OSTROV_TOP", pathlib.Path(__file__).parents[3]))
INCLUDE = TOP / "include"
HEADERS = sorted((INCLUDE / "ostrov").glob("*.h"))

_WORDS = {
    "int32_t": "i32",
    "uint32_t": "u32",
    "int64_t": "i64",
    "uint64_t": "u64",
    "uint16_t": "u16",
    "uint8_t": "u8",
    "double": "f64",
    "size_t": "size",
    "ostrov_status": "status",
}


def _plain(path: pathlib.Path) -> str:
    """A header without comments and continued lines."""
    text = re.sub(r"/\*.*?\*/", " ", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\\\n", " ", text)


def word_of(declaration: str, named: bool) -> str:
    """A C type as a word of _prototypes.py; named = a parameter's name follows it."""
    is_const = "const" in declaration
    stars = declaration.count("*")
    names = [w for w in re.findall(r"\w+", declaration) if w not in ("const", "volatile")]
    kind = names[0] if not named else " ".join(names[:-1])
    if kind == "char" and stars == 1:
        return "text" if is_const else "*char"
    return "*" * stars + _WORDS.get(kind, kind)


def functions(milp: bool) -> Dict[str, str]:
    """Every exported function of libostrov-milp or of libostrov as a prototype in words."""
    found = {}
    for path in HEADERS:
        if (path.name == "milp.h") != milp:
            continue
        text = re.sub(r"^\s*#.*$", "", _plain(path), flags=re.M)
        pattern = r"OSTROV_API\s+(?:OSTROV_MUST_CHECK\s+)?([\w\s\*]+?)\b(ostrov_\w+)\s*\(([^;{]*)\)\s*;"
        for result, name, parameters in re.findall(pattern, text):
            listed = [] if parameters.strip() == "void" else parameters.split(",")
            words = [word_of(result, False)] + [word_of(p, True) for p in listed]
            found[name] = " ".join(words)
    return found


def structures() -> Dict[str, List[str]]:
    """Members of every structure that the headers define, by its name."""
    found = {}
    for path in HEADERS:
        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\}\s*(\w+);", _plain(path), re.S):
            members = []
            for line in body.split(";"):
                line = re.sub(r"\[[^\]]*\]", "", line).strip()
                if line and "(" not in line:
                    members.append(re.findall(r"\w+", line)[-1])
            found[name] = members
    return found


def enumerators() -> Dict[str, int]:
    """Every enumerator of the headers, and the status list."""
    found = {}
    for path in HEADERS:
        text = _plain(path)
        for name, value in re.findall(r"X\((\w+), (-?\d+),", text):
            found["OSTROV_" + name] = int(value)
        for body in re.findall(r"\benum \w+ \{(.*?)\}", text, re.S):
            for name, value in re.findall(r"(OSTROV_\w+) = ([-\d <]+)", body):
                number, _, shift = value.partition("<<")
                found[name] = int(number) << int(shift or 0)
    return found
