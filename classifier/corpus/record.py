"""The records of labelled data: pages with a label a line, pages with less than that, and single lines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with one of the ten labels for each paragraph.

    Attributes:
        name: what the page is called in its corpus: `folder/stem` of a text file, the id of a JSONL row.
        site: the site it came from; folds are made by it, see `classifier.corpus.sites`.
        kind: the kind of site, "" where the corpus does not say.
        lines: the paragraphs in page order, none of them blank.
        labels: of `classifier.labels.LABELS`, one for each line.
        title: the page's <title>, "" where the corpus does not say.
        html: the markup that the lines were extracted from, "" where the corpus has text alone.
        source: where the page was taken from (a repository), "" for pages written for this project.
        licence: the licence stated there.
        commit: the revision of the source.
        chosen: how the page was picked, "random" for a blind pick: only those are fair to measure on.
    """

    name: str
    site: str
    kind: str
    lines: tuple[str, ...]
    labels: tuple[str, ...]
    title: str = ""
    html: str = ""
    source: str = ""
    licence: str = ""
    commit: str = ""
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class SilverPage:
    """A page of which only content or junk is known, and that by machine. Fields as in `LabelledPage`.

    Attributes:
        content: 1 for body or heading, 0 for junk, one for each line.
    """

    name: str
    site: str
    kind: str
    lines: tuple[str, ...]
    content: tuple[int, ...]
    title: str = ""
    html: str = ""
    source: str = ""
    licence: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class UnlabelledPage:
    """A page of which nothing is known. Fields as in `LabelledPage`."""

    name: str
    site: str
    kind: str
    lines: tuple[str, ...]
    title: str = ""
    html: str = ""
    source: str = ""
    licence: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """One paragraph without a page around it. Fields as in `LabelledPage`."""

    text: str
    label: str
    kind: str
    source: str = ""
    licence: str = ""
    commit: str = ""


AnyPage = LabelledPage | SilverPage | UnlabelledPage
Record = AnyPage | LabelledLine
