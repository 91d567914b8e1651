"""Results as Markdown."""

from collections.abc import Iterable, Sequence
from typing import Final

from benchmarks.growth import FIXED_WORK, Curves, Point, cliffs
from benchmarks.results import Prompt, Setting
from benchmarks.speed import OURS, Row, Speed

_NONE: Final = "–"

_UNITS: Final = {
    "text_paragraphs": ("A page of text, by its paragraphs", "paragraphs"),
    "html_paragraphs": ("A page of HTML, by its paragraphs", "paragraphs"),
    "text_characters": ("One paragraph of text, by its characters", "characters"),
    "html_characters": ("One paragraph of HTML, by its characters", "characters"),
    "pages_in_one_batch": ("Pages in one batch", "pages"),
    "pages_in_one_call": ("Pages through classify_many", "pages"),
    "batch_characters": ("The same pages, by characters a batch", "characters a batch"),
}
"""For each curve its title, and what its sizes count."""


def speed_table(speed: Speed, setting: Setting) -> str:
    """Speed and quality of every contestant, ours first, with what was measured and who is missing."""
    header = (
        "",
        "reads",
        "pages/s",
        "MB/s",
        "ours is",
        "line F1",
        "page F1",
        "page-character F1",
        "macro F1",
    )
    rows = [_speed_row(row) for row in sorted(speed.rows, key=_order)]
    parts = [_table(header, rows, left=2), "", _caption(speed, setting)]
    parts += [f"- Left out: {name} ({reason})." for name, reason in speed.left_out.items()]
    return "\n".join(parts) + "\n"


def prompt_table(prompt: Prompt, setting: Setting) -> str:
    """Whole processes, and two workers against one."""
    rows = [(f"`{name}`", f"{seconds:.2f} s") for name, seconds in prompt.start.items()]
    parts = [_table(("whole process", "time"), rows, left=1), "", f"{_machine(setting)}"]
    if prompt.workers:
        workers = prompt.workers
        parts += [
            "",
            f"Two workers are {workers.ratio:.2f} times as fast as one on {workers.megabytes:.0f} MB of text: "
            f"{workers.two:.1f} against {workers.one:.1f} MB/s.",
        ]
    return "\n".join(parts) + "\n"


def growth_table(curves: Curves, setting: Setting) -> str:
    """A table a curve, with the sizes at which it rises too fast."""
    parts = [_machine(setting)]
    for name, points in curves.items():
        title, unit = _UNITS[name]
        fixed = name in FIXED_WORK
        header = (unit, "seconds", "peak MB", *(() if fixed else (f"µs of one of the {unit}",)))
        rows = [_growth_row(point, fixed=fixed) for point in points]
        parts += ["", f"### {title}", "", _table(header, rows, left=0)]
        found = () if fixed else cliffs(points)
        if found:
            parts += ["", f"Dearer than in proportion at {', '.join(f'{size:,}' for size in found)}."]
    return "\n".join(parts) + "\n"


def _order(row: Row) -> tuple[bool, bool, float]:
    """HTML before text, ours before the others, then the faster one."""
    return row.reads != "HTML", row.name not in OURS.values(), -row.pages_per_second


def _speed_row(row: Row) -> list[str]:
    ours = row.name in OURS.values()
    quality = row.quality
    figures = (
        (None,) * 4
        if quality is None
        else (quality.line_f1, quality.page_f1, quality.page_character_f1, quality.macro_f1)
    )
    return [
        f"**{row.name}**" if ours else row.name,
        row.reads,
        f"{row.pages_per_second:,.0f}",
        f"{row.megabytes_per_second:.1f}",
        _NONE if ours else f"{row.ours_over_it:.1f} ×",
        *(_NONE if figure is None else f"{figure:.3f}".removeprefix("0") for figure in figures),
    ]


def _growth_row(point: Point, *, fixed: bool) -> list[str]:
    row = [f"{point.size:,}", f"{point.seconds:.4f}", f"{point.megabytes:.0f}"]
    return row if fixed else [*row, f"{point.seconds / point.size * 1e6:.2f}"]


def _caption(speed: Speed, setting: Setting) -> str:
    sizes = ", ".join(f"{size:.1f} MB of {name}" for name, size in speed.megabytes.items())
    return (
        f"{speed.data}: {sizes}. {_machine(setting)} One pinned core, processor time, {speed.rounds} interleaved "
        "rounds, medians; "
        "“ours is”: how many times as fast our path for the same input is, median of the rounds’ ratios."
    )


def _machine(setting: Setting) -> str:
    machine = setting.machine
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}, "
        f"{machine['blas']}; classifier {setting.classifier}, {setting.date}."
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], *, left: int) -> str:
    """A Markdown table whose first `left` columns are aligned left, the others right."""
    rule = ["---" if column < left else "---:" for column in range(len(header))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))
