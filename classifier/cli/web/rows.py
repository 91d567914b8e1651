"""How one paragraph looks on a web page, wherever it is shown."""

from classifier.cli.result import Reasons
from classifier.cli.web.document import shown
from classifier.records import Paragraph


def sign(label: str, *, keep: bool) -> str:
    """The label's letter in its colour: filled for what is kept, hollow for what is dropped."""
    hollow = "" if keep else " hollow"
    return f'<b class="sign {label}{hollow}" aria-hidden="true">{label[0].upper()}</b>'


def chip(label: str, *, keep: bool) -> str:
    """The sign and the label's name."""
    return f'<span class="chip">{sign(label, keep=keep)}{label}</span>'


def gauge(junk: float) -> str:
    """The probability of junk as a thin bar."""
    return f'<svg class="gauge" aria-hidden="true"><rect width="{100 * junk:.0f}%" height="3"/></svg>'


def row(paragraph: Paragraph, anchor: str, reasons: Reasons | None) -> str:
    """A paragraph: number, label, probability, text, and on demand the reasons.

    Args:
        paragraph: what is shown.
        anchor: the row's id in the document.
        reasons: of its label; None where none were asked for.
    """
    fate = "keep" if paragraph.keep else "drop"
    decided = f"rule: {paragraph.rule}" if paragraph.rule else "the model"
    return (
        f'<li class="row {paragraph.label} {fate}" id="{anchor}" title="{shown(f"label by {decided}")}">'
        f'<span class="no">{paragraph.index}</span>'
        f'<span class="label">{chip(paragraph.label, keep=paragraph.keep)}{gauge(paragraph.junk)}</span>'
        f'<span class="junk"><span class="unseen">{fate}, junk </span>{paragraph.junk:.2f}</span>'
        f'<div class="text" lang="zh">{shown(paragraph.text)}</div>{"" if reasons is None else why(reasons)}</li>\n'
    )


def why(reasons: Reasons) -> str:
    """The reasons, folded away."""
    items = "".join(
        f"<li><b>{shown(name)}</b>{'' if weight is None else f' {weight:+.2f}'}</li>"
        for name, weight in reasons
    )
    return f'<details><summary>why</summary><ul class="reasons">{items}</ul></details>'
