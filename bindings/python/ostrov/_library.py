"""Finds and loads libostrov and libostrov-milp, reads their field tables, sets the prototypes.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import ctypes.util
import os
import pathlib
import sys
from typing import Any, Dict, List, Optional, Type

from . import _layout
from ._layout import LayoutError, Table
from ._prototypes import MILP_PROTOTYPES, PROTOTYPES

#: The library's minor version whose ABI this package speaks: 0.x has a soname of its own each.
SPEAKS = (0, 1)

_NUMBERS = {
    "i32": ctypes.c_int32,
    "u32": ctypes.c_uint32,
    "i64": ctypes.c_int64,
    "f64": ctypes.c_double,
    "size": ctypes.c_size_t,
    "status": ctypes.c_int32,
    "text": ctypes.c_char_p,
}

tables: Dict[str, Table] = {}
structures: Dict[str, Type[ctypes.Structure]] = {}


def _file_names(name: str) -> List[str]:
    if sys.platform == "darwin":
        return [f"lib{name}.dylib"]
    if sys.platform == "win32":
        return [f"{name}.dll", f"lib{name}.dll"]
    version = ".".join(str(part) for part in SPEAKS)
    return [f"lib{name}.so", f"lib{name}.so.{version}"]


def _open(path: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"cannot load {path}: {error}") from error


def find(name: str, variable: str, beside: Optional[pathlib.Path]) -> Optional[str]:
    """Where a library is: the environment, then inside the package, then the system's."""
    told = os.environ.get(variable)
    if told:
        return told
    for folder in [pathlib.Path(__file__).parent] + ([beside] if beside else []):
        for file in _file_names(name):
            if (folder / file).exists():
                return str(folder / file)
    return ctypes.util.find_library(name)


def _ctype(word: str) -> Any:
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.startswith("*") and word[1:] in structures:
        return ctypes.POINTER(structures[word[1:]])
    if word.startswith("*"):
        return ctypes.c_void_p  # an address: arrays, bytes and what a call gives back
    raise LayoutError(f"unknown word {word!r} in a prototype")


def _declare(library: ctypes.CDLL, prototypes: Dict[str, str], where: str) -> None:
    for name, words in prototypes.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            raise ImportError(f"{where} has no function {name}: it is another version") from None
        result, *parameters = words.split()
        function.restype = _ctype(result)
        function.argtypes = [_ctype(word) for word in parameters]


def _read_tables(at: Any, where: str) -> None:
    at.restype = ctypes.POINTER(_layout.CStructure)
    at.argtypes = [ctypes.c_size_t]
    found: List[Table] = []
    while True:
        pointer = at(len(found))
        if not pointer:
            break
        found.append(_layout.read_table(pointer.contents))
    if not found:
        raise LayoutError(f"{where} has no field tables")
    # A series is embedded in others, so its class is needed first.
    for table in sorted(found, key=lambda t: t.name != "ostrov_series"):
        structures[table.name] = _layout.build(table, structures)
    for table in found:
        tables[table.name] = table


def _load_core() -> ctypes.CDLL:
    path = find("ostrov", "OSTROV_LIBRARY", None)
    if path is None:
        raise ImportError(
            "libostrov was not found: set OSTROV_LIBRARY to its file, or install it where the "
            "system looks for libraries"
        )
    library = _open(path)
    try:
        version = library.ostrov_version
    except AttributeError:
        raise ImportError(f"{path} is not libostrov: it has no ostrov_version") from None
    version.restype = ctypes.c_uint32
    number = version()
    if (number // 1_000_000, number // 1000 % 1000) != SPEAKS:
        raise ImportError(
            f"{path} is version {number // 1_000_000}.{number // 1000 % 1000}, "
            f"this package speaks {SPEAKS[0]}.{SPEAKS[1]}"
        )
    _read_tables(library.ostrov_structure_at, path)
    for name in _layout.BY_HAND:
        if name not in tables:
            raise LayoutError(f"{path} does not describe {name}")
    _declare(library, PROTOTYPES, path)
    library.ostrov_path = path
    return library


lib = _load_core()

_milp: List[Any] = []  # empty = not tried yet; else [library or None, why not]


def milp() -> Optional[ctypes.CDLL]:
    """libostrov-milp, loaded when first asked for; None when it is not there. A library that is
    there and cannot be used is an ImportError."""
    if not _milp:
        # Beside the core where that is a known place; a bare name was found by the system, and
        # the folder one happens to stand in is never looked at.
        core = pathlib.Path(lib.ostrov_path)
        beside = core.parent if core.is_absolute() else None
        path = find("ostrov-milp", "OSTROV_MILP_LIBRARY", beside)
        if path is None:
            _milp.append(None)
        else:
            library = _open(path)
            _read_tables(library.ostrov_milp_structure_at, path)
            _declare(library, MILP_PROTOTYPES, path)
            library.ostrov_path = path
            _milp.append(library)
    return _milp[0]


def table(name: str) -> Table:
    """Table of a structure; KeyError with a suggestion for an unknown name."""
    if name not in tables and name.startswith("ostrov_milp"):
        milp()
    if name in tables:
        return tables[name]
    from ._errors import did_you_mean

    raise KeyError(f"no structure {name!r}{did_you_mean(name, tables)}")
