"""Prototypes, constants and layouts against the C headers and the C compiler."""

import ctypes
import os
import re
import shutil
import subprocess

import headers
import pytest

from ostrov import _constants, _layout, _library
from ostrov._prototypes import MILP_PROTOTYPES, PROTOTYPES

MILP = _library.milp()
CORE_HEADER = headers.functions(milp=False)
MILP_HEADER = headers.functions(milp=True)
# Header-only, with function pointers: no library function takes it and Python has no use for it.
NOT_BOUND = {"ostrov_driver"}


def test_the_headers_were_read():
    assert len(CORE_HEADER) > 80 and len(MILP_HEADER) == 8
    assert len(headers.structures()) > 30


def test_every_function_has_a_prototype_and_no_other():
    assert set(PROTOTYPES) == set(CORE_HEADER)
    assert set(MILP_PROTOTYPES) == set(MILP_HEADER)


@pytest.mark.parametrize("name", sorted({**CORE_HEADER, **MILP_HEADER}))
def test_prototype_says_what_the_header_says(name):
    assert {**PROTOTYPES, **MILP_PROTOTYPES}[name] == {**CORE_HEADER, **MILP_HEADER}[name]


def test_every_function_is_exported_and_declared():
    for name, words in PROTOTYPES.items():
        assert len(getattr(_library.lib, name).argtypes) == len(words.split()) - 1


@pytest.mark.parametrize(
    "cls, prefix",
    [
        (_constants.Status, "OSTROV_"),
        (_constants.Value, "OSTROV_VALUE_"),
        (_constants.Repair, "OSTROV_REPAIR_"),
        (_constants.BatteryWarning, "OSTROV_BATTERY_"),
        (_constants.SocNote, "OSTROV_SOC_"),
        (_constants.Inhibit, "OSTROV_INHIBIT_"),
        (_constants.Category, "OSTROV_CATEGORY_"),
        (_constants.SyncBlock, "OSTROV_SYNC_BLOCK_"),
    ],
)
def test_constants_are_the_headers(cls, prefix):
    told = {n[len(prefix) :]: v for n, v in headers.enumerators().items() if n.startswith(prefix)}
    if cls is _constants.Status:
        text = (headers.INCLUDE / "ostrov" / "base.h").read_text(encoding="utf-8")
        names = re.findall(r"^\s*X\((\w+), ", text, re.M)
        told = {name: told[name] for name in names}
    assert {name: int(value) for name, value in cls.__members__.items()} == told


@pytest.mark.parametrize("prefix", ["TYPE", "KIND", "FIELD", "FOLD"])
def test_table_constants_are_the_headers(prefix):
    start = f"OSTROV_{prefix}_"
    told = {n[7:]: v for n, v in headers.enumerators().items() if n.startswith(start)}
    told.pop(f"{prefix}_UNKNOWN", None)
    ours = {
        name: value
        for name, value in vars(_constants).items()
        if name.startswith(prefix + "_") and isinstance(value, int)
    }
    assert ours == told


def test_words_of_every_enum_are_enumerators():
    values = set(headers.enumerators().values())
    for table in _library.tables.values():
        for field in table.fields:
            assert all(value in values for _, value in field.choices), field.name
            assert len(set(field.choices)) == len(field.choices)


def test_every_structure_of_the_headers_is_built():
    told = set(headers.structures()) - NOT_BOUND
    if MILP is None:
        told -= {"ostrov_milp_options", "ostrov_fleet"}
    assert told == set(_library.tables)
    assert set(_library.structures) == set(_library.tables)


PROGRAM = """
#include <ostrov/ostrov.h>
#include <ostrov/milp.h>
#include <stdio.h>
#define KIND(x) _Generic((x), double: "f64", int32_t: "i32", uint32_t: "u32", int64_t: "i64", \\
    uint64_t: "u64", uint16_t: "u16", const char *: "text", ostrov_series: "series", \\
    double *: "*f64", int64_t *: "*i64", int32_t *: "*i32", const double *: "*f64", \\
    const int64_t *: "*i64", default: "pointer")
#define SIZE(S) printf(#S " %zu\\n", sizeof(S));
#define MEMBER(S, m, e) printf(#S "." #m " %zu %zu %s\\n", offsetof(S, m), sizeof(((S *)0)->m), \\
    KIND(e));
int main(void)
{
%s    return 0;
}
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """What the C compiler says: sizes by structure; offset, size and type by member."""
    compiler = shutil.which(os.environ.get("CC") or "cc")
    if compiler is None:
        pytest.skip("SKIP layouts against the C compiler: there is none here")
    arrays = set()
    for path in headers.HEADERS:
        text = headers._plain(path)
        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\}\s*(\w+);", text, re.S):
            arrays |= {(name, member) for member in re.findall(r"(\w+)\s*\[", body)}
    lines = []
    for name, members in headers.structures().items():
        if name in NOT_BOUND:
            continue
        lines.append(f"    SIZE({name})\n")
        for member in members:
            element = f"(({name} *)0)->{member}" + ("[0]" if (name, member) in arrays else "")
            lines.append(f"    MEMBER({name}, {member}, {element})\n")
    folder = tmp_path_factory.mktemp("layout")
    (folder / "layout.c").write_text(PROGRAM.replace("%s    return", "".join(lines) + "    return"))
    # A preloaded sanitizer is for the library under test, not for the compiler.
    plain = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "ASAN_OPTIONS")}
    command = [compiler, "-std=c11", "-I", str(headers.INCLUDE), "-o", "layout", "layout.c"]
    subprocess.run(command, check=True, cwd=folder, env=plain)
    told = subprocess.run(
        [str(folder / "layout")], check=True, capture_output=True, text=True, env=plain
    ).stdout
    sizes, members = {}, {}
    for line in told.splitlines():
        name, *rest = line.split()
        if "." in name:
            members[name] = (int(rest[0]), int(rest[1]), rest[2])
        else:
            sizes[name] = int(rest[0])
    return sizes, members


KINDS = {"enum": "i32", "bool": "i32", "column_f64": "*f64", "column_i64": "*i64",
         "column_i32": "*i32"}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(headers.structures()) - NOT_BOUND))
def test_layout_is_the_compilers(name, compiled):
    if name not in _library.structures:
        pytest.skip("SKIP layout of ostrov_milp_options: libostrov-milp is not there")
    sizes, members = compiled
    cls, table = _library.structures[name], _library.tables[name]
    assert ctypes.sizeof(cls) == table.size == sizes[name]
    assert [member for member, *_ in cls._fields_] == headers.structures()[name]
    for member, *_ in cls._fields_:
        here = getattr(cls, member)
        offset, size, _kind = members[f"{name}.{member}"]
        assert (here.offset, here.size) == (offset, size), member
    for field in table.fields:
        offset, size, kind = members[f"{name}.{field.name}"]
        if field.type in ("reference", "rows"):
            assert kind in ("pointer", "*i64", "*i32"), field.name
        else:
            assert KINDS.get(field.type, field.type) == kind, field.name


def _table(fields, size, name="ostrov_test"):
    return _layout.Table(name, "", "config", size, tuple(fields))


def _row(name, kind, offset, count=1):
    nan = float("nan")
    return _layout.Field(
        name, "", "", kind, count, offset, 1, nan, nan, nan, (), None, False, False, False
    )


def test_a_right_table_builds():
    rows = [_row("struct_size", "u32", 0), _row("x_w", "f64", 8, 3), _row("on", "bool", 32)]
    cls = _layout.build(_table(rows, 40), {})
    assert cls.x_w.offset == 8 and cls.x_w.size == 24


@pytest.mark.parametrize(
    "rows, size, words",
    [
        ([_row("a", "u32", 0), _row("b", "f64", 4)], 16, "ostrov_test.b is 8 bytes at 4"),
        ([_row("a", "u32", 0), _row("b", "f64", 8)], 24, "24 bytes in libostrov and 16 here"),
        ([_row("a", "f64", 8)], 16, "16 bytes in libostrov and 8 here"),
    ],
)
def test_a_wrong_layout_is_refused_in_words(rows, size, words):
    with pytest.raises(ImportError, match=re.escape(words)):
        _layout.build(_table(rows, size), {})


def test_a_table_that_describes_the_tables_otherwise_is_refused():
    described = _library.tables["ostrov_field"]
    moved = [f._replace(offset=f.offset + 8) if f.name == "min" else f for f in described.fields]
    with pytest.raises(ImportError, match="ostrov_field.min"):
        _layout.build(described._replace(fields=tuple(moved)), {})
    with pytest.raises(ImportError, match="members"):
        _layout.build(described._replace(fields=described.fields[:-1]), {})


def test_an_unknown_type_is_refused():
    row = _layout.CField(name=b"x", type=99)
    structure = _layout.CStructure(
        name=b"ostrov_test", fields=ctypes.pointer(row), field_count=1, struct_size=8, kind=1
    )
    with pytest.raises(ImportError, match="ostrov_test.x has type 99"):
        _layout.read_table(structure)
