#!/usr/bin/env python3
"""The committed register tables are what the generator makes of the model definitions.

Usage: tables.py GENERATOR MODEL_FOLDER COMMITTED_FOLDER. Exit status 77 = skipped.

SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import subprocess
import sys
import tempfile


def main():
    generator, models, committed = map(pathlib.Path, sys.argv[1:4])
    if not (models / "model_701.json").exists():
        print(f"SKIPPED: {models} is not there, the tables were not made anew")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, generator, models, folder], check=True)
        for name in ("tables.h", "tables.c"):
            if (pathlib.Path(folder) / name).read_bytes() != (committed / name).read_bytes():
                print(f"FAIL {name} differs from what {generator.name} makes")
                return 1
    print("PASS tables.h and tables.c are as generated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
