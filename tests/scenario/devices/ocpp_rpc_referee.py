#!/usr/bin/env python3
"""Our central system under ocpp-rpc (npm), which validates strictly; skipped aloud where Node is not there:
it is too large to be brought along for one test.

    ocpp_rpc_referee.py RIG FOLDER        FOLDER: where the package is kept between runs

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def main():
    rig_program, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("SKIP OCPP referee ocpp-rpc: node and npm are not installed")
        return 77
    if not (folder / "node_modules" / "ocpp-rpc").exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", "ocpp-rpc@2"], cwd=folder, check=True,
                           capture_output=True, timeout=120)
        except (subprocess.SubprocessError, OSError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            print(f"SKIP OCPP referee ocpp-rpc: the package is not to be had ({error})")
            return 77
    rig = subprocess.Popen([rig_program, "CP-1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                           env=dict(os.environ, RIG_PASSWORD="s3cret"))
    port = rig.stdout.readline().split()[1]
    rig.stdin.write("CP-1 11040\n")
    rig.stdin.flush()
    done = subprocess.run([node, HERE / "ocpp_rpc_referee.js", folder / "node_modules", port, "s3cret"], timeout=60)
    rig.stdin.close()
    rig.wait(10)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
