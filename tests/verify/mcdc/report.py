#!/usr/bin/env python3
"""Reads llvm-cov's export: which conditions of the switch nothing shows to matter.

    report.py EXPORT JUSTIFIED

A condition counts when any of the programs shows its independence. JUSTIFIED has lines
"file | text of the decision's line | number of the condition | why".
"""

import json
import pathlib
import sys


def main():
    data = json.loads(pathlib.Path(sys.argv[1]).read_text())["data"][0]
    excused = {}
    for line in pathlib.Path(sys.argv[2]).read_text().split("\n"):
        if line and not line.startswith("#"):
            name, text, condition, why = (part.strip() for part in line.split("|"))
            excused[name, text, int(condition)] = why
    passed = failed = justified = 0
    for file in sorted(data["files"], key=lambda f: f["filename"]):
        path = pathlib.Path(file["filename"])
        lines = path.read_text(encoding="utf-8").split("\n")
        decisions = {}
        for record in file.get("mcdc_records", []):
            # [line, column, end line, end column, expansions, file, kind, [covered…]] or an older order.
            covered = next(item for item in reversed(record) if isinstance(item, list))
            key = tuple(record[:4])
            known = decisions.setdefault(key, [False] * len(covered))
            decisions[key] = [a or b for a, b in zip(known, covered)]
        open_ones = []
        total = 0
        for (line, *_), covered in sorted(decisions.items()):
            for condition, good in enumerate(covered, 1):
                total += 1
                if good:
                    passed += 1
                elif (path.name, lines[line - 1].strip(), condition) in excused:
                    justified += 1
                else:
                    failed += 1
                    open_ones.append(f"  {path.name}:{line} condition {condition}: {lines[line - 1].strip()}")
        print(f"{'FAIL' if open_ones else 'PASS'} mcdc {path.name}: {total - len(open_ones)} of {total}")
        print("\n".join(open_ones), end="\n" if open_ones else "")
    print(f"{justified} justified")
    print(f"{passed + justified} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
