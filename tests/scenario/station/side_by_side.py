"""Runs tests that mostly wait for real time beside each other: side_by_side.py NODE… (pytest's names, in this folder)."""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def main(nodes):
    running = []
    for node in nodes:
        out = tempfile.TemporaryFile("w+")
        words = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", HERE / node]
        running.append((node, out, subprocess.Popen([*map(str, words)], stdout=out, stderr=subprocess.STDOUT)))
    failed = 0
    for node, out, process in running:
        status = process.wait()
        failed += status != 0
        out.seek(0)
        text = out.read()
        print(f"{'ok' if status == 0 else 'FAILED'} {node}")
        print(*[line for line in text.splitlines() if status != 0 or "SKIP" in line], sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
