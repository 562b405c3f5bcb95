"""python -m ostrov demo | about

SPDX-License-Identifier: Apache-2.0
"""

import platform
import sys
from typing import List


def about() -> int:
    import ostrov
    from ostrov import _arrays, _library

    planner = _library.milp()
    print(f"ostrov {ostrov.__version__} for Python, Apache-2.0")
    print(f"libostrov {ostrov.version()}, Apache-2.0: {_library.lib.ostrov_path}")
    if planner is not None:
        print(
            f"libostrov-milp with GLPK {ostrov.milp_version()}, as a binary GPL-3.0-or-later: "
            f"{planner.ostrov_path}"
        )
    else:
        print("libostrov-milp is not there: the built-in quick planner plans alone")
    numpy = _arrays.numpy
    print(f"numpy {numpy.__version__}" if numpy is not None else "numpy is not there: array.array")
    print(f"Python {platform.python_version()}, {len(ostrov.structures())} structures agree")
    return 0


def main(arguments: List[str]) -> int:
    if arguments == ["demo"]:
        from ostrov import demo

        return demo.main()
    if arguments == ["about"]:
        return about()
    print("usage: python -m ostrov demo | about", file=sys.stderr)
    return 0 if arguments in (["-h"], ["--help"]) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
