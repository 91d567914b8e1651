"""The batch function: records in, the same records with cleaned text out. Engines call it, and so does `filter`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from classifier.bulk import rows
from classifier.bulk.items import Item, Unusable, item_of
from classifier.bulk.label import Labeller, label
from classifier.bulk.options import CleanOptions
from classifier.bulk.sites.rule import recall
from classifier.bulk.sites.store import SiteMemory, memory
from classifier.bulk.tally import Tally
from classifier.pipeline import Model
from classifier.records import Page

OBJECT: Final = "classifier"
"""The field that is added to a record; one that the record has already is replaced."""


@dataclass(slots=True)
class Cleaned:
    """What became of some records.

    Attributes:
        records: the records as the options want them, in order; unusable ones are left out, but for Dolma
            attributes, whose rows must stay in line with the documents.
        rejects: the dropped paragraphs, if asked for.
        unusable: what could not be used.
        tally: counts.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


def clean(records: Sequence[Mapping[str, Any]], model: Model, options: CleanOptions | None = None) -> Cleaned:
    """Cleans records.

    Args:
        records: each with its page in a field, see `Fields`.
        model: labels the paragraphs; its policy says what is kept.
        options: what is wanted.
    """
    options = options or CleanOptions()
    items = [item_of(record, options.fields, f"record {index}") for index, record in enumerate(records)]
    return clean_items(items, model, options)


def clean_items(
    items: Sequence[Item | Unusable], model: Model, options: CleanOptions, labeller: Labeller = label
) -> Cleaned:
    """Cleans what a source has made of its records."""
    result = Cleaned()
    for item, page in judge(items, model, options, labeller):
        if isinstance(page, Unusable):
            result.unusable.append(page)
            result.tally.unusable += 1
            if options.mode == "attributes" and page.record is not None:
                result.records.append(attribute_row(page.record, page.id, {}))
            continue
        assert isinstance(item, Item)
        result.tally.add_page(page, item.url)
        result.records.append(_record(item, page, options))
        if options.rejects:
            result.rejects.extend(reject_rows(item, page, model))
    return result


def judge(
    items: Sequence[Item | Unusable], model: Model, options: CleanOptions, labeller: Labeller = label
) -> list[tuple[Item | Unusable, Page | Unusable]]:
    """Each item with its page, or with the reason why there is none."""
    pages = iter(labeller([item for item in items if isinstance(item, Item)], model, options.limits))
    judged = [(item, next(pages) if isinstance(item, Item) else item) for item in items]
    if options.sites is None:
        return judged
    known = memory(options.sites)
    return [(item, _recalled(item, page, known, model)) for item, page in judged]


def _recalled(
    item: Item | Unusable, page: Page | Unusable, known: SiteMemory, model: Model
) -> Page | Unusable:
    if isinstance(item, Item) and isinstance(page, Page):
        return recall(item, page, known, model.policy)
    return page


def new_text(page: Page, options: CleanOptions) -> str:
    """The text that a record gets: what is kept, or all of it where only labels are added."""
    return page.text if options.mode == "clean" else page.document.text


def classifier_object(page: Page, options: CleanOptions) -> dict[str, Any]:
    """What a record is told about its page."""
    found = rows.about(page)
    if options.mode == "annotate":
        found["paragraphs"] = rows.paragraphs(page)
    return found


def attribute_row(
    record: Mapping[str, Any],
    name: object,
    attributes: Mapping[str, Any],
) -> dict[str, Any]:
    """A line of a Dolma attributes file."""
    return {"id": name, "source": record.get("source"), "attributes": dict(attributes)}


def reject_rows(item: Item, page: Page, model: Model) -> list[dict[str, Any]]:
    """The dropped paragraphs, each with its record's name, address and place."""
    where = {"input": item.input, "place": item.place, "id": item.id, "url": item.url}
    return [where | row for row in rows.rejects(page, model.policy)]


def _record(item: Item, page: Page, options: CleanOptions) -> dict[str, Any]:
    if options.mode == "attributes":
        return attribute_row(item.record, item.id, rows.attributes(page))
    return {
        **item.record,
        item.text_field: new_text(page, options),
        OBJECT: classifier_object(page, options),
    }
