"""What a caller can choose about cleaning records, in one place."""

from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["clean", "annotate", "attributes"]


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of a record's fields; "" looks for the usual ones in each record.

    Attributes:
        text: plain text, one paragraph a line. Looked for: text, then content.
        html: the page's source. Looked for where there is no text: html.
        id: the record's name in rejects, errors and attributes. Looked for: id.
        url: its address, for the summary by site. Looked for: url.
    """

    text: str = ""
    html: str = ""
    id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost; a document beyond it is unusable.

    Attributes:
        size: bytes of its record in the input. Scoring takes about 70 bytes of memory a character,
        paragraphs: number of its paragraphs, and about 3.5 kB a paragraph.
        seconds: time for it alone. Where the clock cannot interrupt (outside the main thread, on Windows), no
            time limit holds.
    """

    size: int = 5_000_000
    paragraphs: int = 50_000
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class SitesFile:
    """A file of site memory that `classifier.bulk.sites.store.open_sites` has checked.

    Attributes:
        path: where it is.
        digest: of what it holds.
    """

    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """How records are cleaned.

    Attributes:
        mode: `clean` replaces the text by what is kept of it; `annotate` leaves it and lists every paragraph;
            `attributes` gives Dolma's attribute records instead of the records.
        rejects: list the dropped paragraphs.
        fields: where a record has what.
        limits: what one document may cost.
        sites: drops what stands on many pages of its site; None drops nothing for that.
    """

    mode: Mode = "clean"
    rejects: bool = False
    fields: Fields = field(default_factory=Fields)
    limits: Limits = field(default_factory=Limits)
    sites: SitesFile | None = None
