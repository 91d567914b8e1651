"""Curves as SVG that stands in the page itself: its text is text, and it follows light and dark."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from classifier.evaluation.metrics import CALIBRATION_BINS, Scored
from classifier.labels import CONTENT_LABELS, LABEL_INDEX

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Corner = Literal["lower left", "upper left", "upper center"]

_INCHES: Final = (5.4, 4.2)
_BINS: Final = 20
"""Of the histogram of probabilities."""

_COLOURS: Final = {"text": "#0072b2", "html": "#d55e00"}
"""By mode: told apart by the colour-blind, on light and on dark."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Whose figures a curve shows.

    Attributes:
        mode: how the pages were read.
        pages: the pages with what was said of them.
        compared: whether the model compared with said it: a broken line.
    """

    mode: str
    pages: Sequence[Scored]
    compared: bool = False

    @property
    def name(self) -> str:
        """For the legend."""
        return f"{self.mode}, compared" if self.compared else self.mode

    @property
    def colour(self) -> str:
        """Of the mode."""
        return _COLOURS[self.mode]

    @property
    def style(self) -> str:
        """Of the line."""
        return "--" if self.compared else "-"


def precision_recall(curves: Sequence[Curve]) -> str:
    """Precision of content over its recall, as the threshold on `junk` moves; curves of one class left out."""
    from sklearn.metrics import PrecisionRecallDisplay

    def draw(axes: "Axes") -> None:
        for curve in curves:
            content, junk = _columns(curve.pages)
            if content.any() and not content.all():
                PrecisionRecallDisplay.from_predictions(content, 1 - junk, ax=axes, name=curve.name)
                axes.lines[-1].set(color=curve.colour, linestyle=curve.style)
        axes.set(xlabel="recall of content", ylabel="precision of content", xlim=(0, 1.01), ylim=(0, 1.01))

    return _svg(draw, "lower left")


def calibration(curves: Sequence[Curve]) -> str:
    """The share of junk over the probability of junk, in as many bins as the calibration error has."""
    from sklearn.calibration import CalibrationDisplay

    def draw(axes: "Axes") -> None:
        for curve in curves:
            content, junk = _columns(curve.pages)
            CalibrationDisplay.from_predictions(
                ~content, junk, n_bins=CALIBRATION_BINS, ax=axes, name=curve.name, pos_label=True
            )
            axes.lines[-1].set(color=curve.colour, linestyle=curve.style)
        axes.set(xlabel="probability of junk", ylabel="share of junk")

    return _svg(draw, "upper left")


def histogram(curves: Sequence[Curve]) -> str:
    """How often each probability of junk is given."""

    def draw(axes: "Axes") -> None:
        for curve in curves:
            junk = _columns(curve.pages)[1]
            heights, edges = np.histogram(junk, _BINS, (0, 1))
            axes.stairs(heights, edges, label=curve.name, color=curve.colour, linestyle=curve.style)
        axes.set_yscale("log")
        axes.set(xlabel="probability of junk", ylabel="paragraphs", xlim=(0, 1))

    return _svg(draw, "upper center")


def _columns(pages: Sequence[Scored]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Of all paragraphs: whether they are content, and the probability that they are not."""
    content = np.isin(
        np.concatenate([page.truth for page in pages]), [LABEL_INDEX[label] for label in CONTENT_LABELS]
    )
    return content, np.concatenate([page.junk for page in pages]).astype(np.float64).clip(0, 1)


def _svg(draw: Callable[["Axes"], None], legend: Corner) -> str:
    """The figure; `legend` is the corner that the curves leave free."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "classifier", "legend.frameon": False}):
        figure = Figure(figsize=_INCHES, layout="constrained", facecolor="none")
        axes = figure.subplots()
        axes.set_facecolor("none")
        draw(axes)
        axes.grid(alpha=0.25)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(fontsize="small", loc=legend)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return inline(file.getvalue())


def inline(svg: str) -> str:
    """Matplotlib's SVG file made fit to stand in a page whose policy forbids style in attributes.

    Styles become presentation attributes, black becomes the page's own ink, and names that would stand twice
    in a page with several figures are taken out.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*pt"| height="[^"]*pt"', r"\1", svg)
    svg = re.sub(r'style="([^"]*)"', lambda found: _attributes(found[1]), svg)
    return svg.replace("#000000", "currentColor")


def _attributes(style: str) -> str:
    """CSS declarations as attributes, but for the font's family, which is the page's."""
    pairs = (declaration.partition(":") for declaration in style.split(";") if declaration.strip())
    return " ".join(
        f'{name.strip()}="{value.strip()}"' for name, _, value in pairs if name.strip() != "font-family"
    )
