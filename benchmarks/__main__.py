"""`python -m benchmarks`: the whole comparison in one command. See docs/benchmarks.md."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.environment import machine, pin, restart_where_unfair, versions

PARTS: Final = ("speed", "prompt", "growth")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[[], *PARTS],
        help="speed: everything beside everything; prompt: whole processes and two workers; "
        "growth: time and memory as the work grows. Without any, speed and prompt.",
    )
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default 5)")
    parser.add_argument("--pages", type=int, help="measure no more pages than this, for a quick look")
    parser.add_argument("--corpora", type=Path, help="folder with pages-hand.jsonl.xz")
    parser.add_argument("--no-quality", action="store_true", help="time only: no training by folds")
    parser.add_argument("--output", type=Path, help="folder for the results (default benchmarks/results)")
    parser.add_argument(
        "--update-readme", action="store_true", help="put the tables into README.md and README.zh-CN.md"
    )
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for, save it, print it as Markdown."""
    arguments = _arguments()
    restart_where_unfair(sys.argv[1:])
    parts = arguments.parts or ["speed", "prompt"]

    from benchmarks.data import CORPORA, ROOT, load_data
    from benchmarks.results import FOLDER, Setting
    from benchmarks.run import growth, prompt, speed
    from classifier.version import __version__

    setting = Setting(machine(), versions(), __version__, datetime.now(UTC).date().isoformat())
    folder = arguments.output or FOLDER
    shown = []
    if "prompt" in parts:  # first, as it needs more than one core
        shown.append(prompt(folder, setting, arguments.rounds, _tell))
    pin()
    if "speed" in parts:
        data = load_data(arguments.corpora or CORPORA, arguments.pages)
        quality = not arguments.no_quality
        shown.insert(0, speed(folder, setting, data, arguments.rounds, _tell, quality=quality))
    if arguments.update_readme:
        from benchmarks.readme import fill

        for name in ("README.md", "README.zh-CN.md"):
            fill(ROOT / name, "\n".join(shown))
    if "growth" in parts:
        shown.append(growth(folder, setting, _tell))
    print("\n".join(shown))


def _tell(message: str) -> None:
    print(f"benchmarks: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
