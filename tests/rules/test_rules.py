"""The rules of the house: layers, symbols, memory, documentation, versions."""

import os
import pathlib
import re
import subprocess

import pytest

import headers

TOP = headers.TOP
ARCHIVE = os.environ.get("OSTROV_ARCHIVE", "")
SHARED = os.environ.get("OSTROV_SHARED", "")
MILP_SHARED = os.environ.get("OSTROV_MILP_SHARED", "")
PLAIN = os.environ.get("OSTROV_PLAIN") == "1"

# Who may include whom, besides themselves and base.
LAYERS = {
    "base": set(),
    "battery": set(),
    "sun": set(),
    "grid": set(),
    "pv": {"sun"},
    "forecast": {"pv", "sun"},
    "plan": {"battery"},
    "milp": {"plan", "battery"},
    "station": {"battery", "grid", "plan", "forecast", "pv", "sun"},
    "driver": {"station", "battery", "grid", "plan"},
}
# What the core may ask of the C library, and nothing else.
LIBC = {"memcpy", "memset", "memmove", "memcmp"}

plain_only = pytest.mark.skipif(
    not PLAIN, reason="SKIP rules on object code: only the plain release archive shows them"
)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def tracked():
    """Files under version control, or every file of a tree that has none."""
    try:
        names = run("git", "-C", str(TOP), "ls-files").split("\n")
        return [TOP / name for name in names if name and (TOP / name).is_file()]
    except (subprocess.CalledProcessError, FileNotFoundError):
        aside = {"build", ".git", "__pycache__"}
        return [p for p in TOP.rglob("*") if p.is_file() and not aside & set(p.parts)]


def includes(path):
    text = path.read_text(encoding="utf-8")
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.M)


@pytest.mark.parametrize("module", LAYERS)
def test_who_includes_whom(module):
    sources = list((TOP / "lib" / module).glob("*.[ch]"))
    # A module has <module>.h and may have <module>_<part>.h beside it.
    sources += (TOP / "include" / "ostrov").glob(f"{module}.h")
    sources += (TOP / "include" / "ostrov").glob(f"{module}_*.h")
    allowed = LAYERS[module] | {module, "base"}
    bad = []
    for path in sources:
        for name in includes(path):
            match = re.match(r"(?:ostrov/)?([a-z0-9]+)(?:_\w+)?(?:\.h|/\w+\.h)$", name)
            if match and match[1] in LAYERS and match[1] not in allowed:
                bad.append(f"{path.relative_to(TOP)} includes {name}")
    assert not bad, "\n".join(bad)


def test_core_includes_no_system_header_but_memory():
    allowed = {"string.h", "stddef.h", "stdint.h", "float.h"}  # all but the first are freestanding
    bad = []
    for path in (TOP / "lib").glob("*/*.[ch]"):
        if path.parent.name == "milp":
            continue
        for name in includes(path):
            if "/" not in name and not (path.parent / name).exists() and name not in allowed:
                bad.append(f"{path.relative_to(TOP)} includes {name}")
    assert not bad, "\n".join(bad)


def test_examples_and_bindings_see_only_the_public_headers():
    bad = []
    for path in (TOP / "examples").rglob("*.[ch]"):
        for name in includes(path):
            if name.startswith("lib/") or "../lib" in name:
                bad.append(f"{path.relative_to(TOP)} includes {name}")
    assert not bad, "\n".join(bad)


@plain_only
def test_core_needs_nothing_but_four_functions():
    lines = run("nm", ARCHIVE).split("\n")
    defined = {l.split()[-1] for l in lines if re.search(r" [TtRrDdBbVW] ", l)}
    undefined = {l.split()[-1] for l in lines if re.match(r"\s+U ", l)}
    outside = undefined - defined - LIBC - {"_GLOBAL_OFFSET_TABLE_"}
    assert outside == set()


@plain_only
def test_core_has_no_variables():
    bad = []
    member = ""
    for line in run("objdump", "-h", ARCHIVE).split("\n"):
        name = re.match(r"^(\S+\.o):", line)
        if name:
            member = name[1]
        section = re.match(r"\s*\d+\s+(\.(?:data|bss|tdata|tbss)\S*)\s+([0-9a-f]+)", line)
        # Tables of pointers are moved by the loader and then read-only: .data.rel.ro is no variable.
        if section and not section[1].startswith(".data.rel.ro") and int(section[2], 16):
            bad.append(f"{member} {section[1]} {int(section[2], 16)} bytes")
    assert not bad, "\n".join(bad)


def map_symbols(name):
    text = (TOP / "lib" / "exports" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^\s+(ostrov_\w+);", text, re.M))


def dynamic_symbols(path):
    found = set()
    for line in run("nm", "-D", "--defined-only", path).split("\n"):
        match = re.search(r" [TDRBVW] (\w+)(?:@@(\S+))?$", line)
        if match:
            found.add(match[1])
    return found


@pytest.mark.parametrize(
    "map_name, library, header",
    [("ostrov.map", SHARED, None), ("ostrov-milp.map", MILP_SHARED, "milp.h")],
)
def test_exports_equal_map_equal_headers(map_name, library, header):
    declared = {
        f.name for f in headers.functions() if (f.header == "milp.h") == (header == "milp.h")
    }
    assert declared == map_symbols(map_name)
    if not library:
        pytest.skip(f"SKIP exported symbols of {map_name}: this build has no such library")
    exported = {n for n in dynamic_symbols(library) if not n.startswith("OSTROV_")}
    exported -= {"_init", "_fini", "__bss_start", "_edata", "_end"}
    if PLAIN:
        assert exported == map_symbols(map_name)
    else:
        assert map_symbols(map_name) <= exported


@pytest.mark.parametrize("function", headers.functions(), ids=lambda f: f.name)
def test_every_public_function_is_documented(function):
    assert function.doc, "no comment"
    assert "@since 0." in function.doc, "no @since"
    assert re.search(r"@(rt|setup|slow)\b", function.doc), "no thread tag @rt, @setup or @slow"
    if function.returns == "ostrov_status":
        assert re.search(r"@return\b|\bas C11\b", function.doc), "no @return"
    named = set(re.findall(r"@param(?:\[\w+\])?\s+(\w+)", function.doc))
    missing = [p for p in function.parameters if p not in named]
    assert not missing, f"parameters without @param: {missing}"


def test_versions_agree():
    base = (TOP / "include/ostrov/base.h").read_text()
    version = ".".join(
        re.search(rf"#define OSTROV_VERSION_{part} (\d+)", base)[1]
        for part in ("MAJOR", "MINOR", "PATCH")
    )
    cmake = (TOP / "CMakeLists.txt").read_text()
    assert re.search(r"project\(ostrov VERSION (\S+)", cmake)[1] == version
    changelog = (TOP / "CHANGELOG.md").read_text()
    assert re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.M)[1] == version
    pyproject = (TOP / "bindings/python/pyproject.toml").read_text()
    assert re.search(r'^version = "([^"]+)"', pyproject, re.M)[1] == version


def test_no_path_outside_the_project_but_shared():
    bad = []
    for path in tracked():
        if path.suffix in {".png", ".gz", ".svg"} or path.name == "test_rules.py":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in re.finditer(r"(?<![\w.])/(?:work|root|home)/\S+", text):
            bad.append(f"{path.relative_to(TOP)}: {match[0]}")
    assert not bad, "\n".join(bad)


def test_files_can_be_read_in_one_sitting():
    long = []
    for path in tracked():
        if path.suffix in {".c", ".h", ".py", ".sh"}:
            lines = path.read_text(encoding="utf-8", errors="replace").count("\n")
            if lines > 600 and "table" not in path.name and "constants" not in path.name:
                long.append(f"{path.relative_to(TOP)}: {lines} lines")
    assert not long, "\n".join(long)


def test_tables_of_the_sun_are_those_of_the_series():
    done = subprocess.run(
        ["python3", str(TOP / "lib/sun/generate_tables.py"), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
