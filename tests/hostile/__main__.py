"""`python -m tests.hostile --write`: docs/hostile.md from the tests."""

from __future__ import annotations

import argparse
import sys

from tests.hostile.table import PAGE, collect, missing_rows, page


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description="Hostile mail changes nothing.")
    parser.add_argument("--write", action="store_true", help="write docs/hostile.md anew and end")
    parser.parse_args(arguments)
    tests = collect()
    PAGE.write_text(page(tests), encoding="utf-8", newline="\n")
    missing = missing_rows(tests)
    print(f"{len(tests)} tests written to {PAGE.name}; rows without a test: {', '.join(missing) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
