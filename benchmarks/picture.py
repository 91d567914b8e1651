"""Results as pictures: SVG that is the same byte for byte from the same figures."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.growth import FIXED_WORK, Curves
from benchmarks.quality import Quality
from benchmarks.speed import OURS, Row, Speed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_OURS: Final = "#b2182b"
_TEXT: Final = "#2166ac"
_HTML: Final = "#4d4d4d"
_SMALL: Final = 8
"""Size of letters, in points."""

_LETTER: Final = 0.62
"""Width of a letter in sizes of it, about."""

_POINTS_A_PIXEL: Final = 0.72
"""Matplotlib's own 100 pixels and 72 points an inch."""


def speed_picture(speed: Speed, path: Path) -> None:
    """Quality over pages a second (logarithmic): the upper right corner is where one wants to be."""
    rows = [row for row in speed.rows if row.quality]
    figure = _figure(11, 4.6)
    figures: tuple[tuple[str, Callable[[Quality], float]], ...] = (
        ("line F1", lambda quality: quality.line_f1),
        ("page-character F1", lambda quality: quality.page_character_f1),
    )
    for axes, (name, of) in zip(figure.subplots(1, 2), figures, strict=True):
        _scatter(axes, rows, of)
        axes.set_ylabel(name)
    _save(figure, path)


def growth_picture(curves: Curves, path: Path) -> None:
    """Seconds and peak memory over the size of the work, both logarithmic."""
    figure = _figure(11, 4.6)
    time, memory = figure.subplots(1, 2)
    for name, points in curves.items():
        if name in FIXED_WORK:
            continue
        sizes = [point.size for point in points]
        time.loglog(sizes, [point.seconds for point in points], marker="o", label=name.replace("_", " "))
        memory.loglog(sizes, [point.megabytes for point in points], marker="o")
    time.set_ylabel("seconds")
    memory.set_ylabel("peak memory, MB")
    time.legend(fontsize=_SMALL, frameon=False)
    for axes in (time, memory):
        axes.set_xlabel("paragraphs, characters or pages")
        axes.grid(which="major", alpha=0.3)
    _save(figure, path)


def _scatter(axes: "Axes", rows: Sequence[Row], of: Callable[[Quality], float]) -> None:
    points = []
    for row in rows:
        assert row.quality is not None
        point = row.pages_per_second, of(row.quality)
        axes.scatter(*point, color=_colour(row), marker="s" if row.reads == "text" else "o", zorder=3)
        points.append((row, point))
    axes.set_xscale("log")
    axes.margins(x=0.1, y=0.12)
    axes.set_xlabel("pages a second, one core (● reads HTML, ■ reads text)")
    axes.grid(which="major", alpha=0.3)
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()  # now it is known where the points are
    taken: list[tuple[float, float, float]] = []
    for row, point in points:
        _name(axes, row, point, taken)


def _name(
    axes: "Axes", row: Row, point: tuple[float, float], taken: list[tuple[float, float, float]]
) -> None:
    """Writes a name beside its point, towards the middle, at the nearest height where no other name is."""
    x, y = axes.transData.transform(point) * _POINTS_A_PIXEL
    middle = axes.transAxes.transform((0.5, 0.5))[0] * _POINTS_A_PIXEL
    width = len(row.name) * _SMALL * _LETTER
    left = x - width if x > middle else x
    for step in (4, -11, 14, -21, 24, -31, 34):
        if all(
            right <= left or left + width <= other or abs(y + step - height) >= _SMALL
            for other, right, height in taken
        ):
            break
    taken.append((left, left + width, y + step))
    axes.annotate(
        row.name,
        point,
        (-6 if x > middle else 6, step),
        textcoords="offset points",
        ha="right" if x > middle else "left",
        fontsize=_SMALL,
        color=_colour(row),
        weight="bold" if row.name in OURS.values() else "normal",
    )


def _colour(row: Row) -> str:
    return _OURS if row.name in OURS.values() else _TEXT if row.reads == "text" else _HTML


def _figure(width: float, height: float) -> "Figure":
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _save(figure: "Figure", path: Path) -> None:
    from matplotlib import rc_context

    path.parent.mkdir(parents=True, exist_ok=True)
    with rc_context({"svg.hashsalt": "classifier", "svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata={"Date": None})
