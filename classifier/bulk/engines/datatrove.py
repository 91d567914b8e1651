"""datatrove: pipeline steps that clean documents or annotate them."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any, ClassVar

from classifier.bulk.clean import OBJECT, classifier_object, judge, new_text
from classifier.bulk.engines.cleaner import BATCH_BYTES, Cleaner, warn
from classifier.bulk.extras import missing
from classifier.bulk.items import Unusable, item_of
from classifier.bulk.options import CleanOptions, Fields, Limits, Mode
from classifier.grouping import grouped
from classifier.pipeline import Model

try:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.typeshelper import StatHints
except ImportError:
    raise missing("datatrove", "a datatrove step", "datatrove") from None


class CleanDocuments(PipelineStep):
    """Replaces each document's text by what is kept of it, and tells about it in `metadata["classifier"]`.

    Documents that cannot be used are left out, as datatrove's filters leave documents out: counted in the
    step's statistics, and given to a writer if there is one.

    Args:
        model: labels the paragraphs; None for the bundled one.
        html: the field that holds the page as HTML: "text" behind datatrove's WarcReader, or a metadata
            field; "" where documents hold plain text.
        limits: what one document may cost.
        exclusion_writer: a datatrove writer for documents that cannot be used, with the reason in
            `metadata["filter_reason"]`.
    """

    type = "✂️ - FORMAT"
    name = "🀄 classifier: clean"
    mode: ClassVar[Mode] = "clean"

    def __init__(
        self,
        model: Model | None = None,
        *,
        html: str = "",
        limits: Limits | None = None,
        exclusion_writer: Any = None,  # noqa: ANN401  (a DiskWriter)
    ) -> None:
        super().__init__()
        fields = Fields(html=html) if html else Fields(text="text")
        self.cleaner = Cleaner(model, CleanOptions(self.mode, fields=fields, limits=limits or Limits()))
        self.exclusion_writer = exclusion_writer

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Cleans a task's documents.

        Args:
            data: the documents.
            rank: number of the task.
            world_size: number of tasks.
        """
        with self.exclusion_writer or nullcontext() as writer:
            for batch in _batches(data):
                with self.track_time("batch"):
                    results = self._clean(batch)
                for document, problem in zip(batch, results, strict=True):
                    self.stat_update(StatHints.total)
                    if problem is None:
                        self.stat_update(
                            StatHints.forwarded, f"verdict_{document.metadata[OBJECT]['verdict']}"
                        )
                        self.update_doc_stats(document)
                        yield document
                        continue
                    self.stat_update(StatHints.dropped)
                    if writer:
                        document.metadata["filter_reason"] = problem.reason
                        writer.write(document, rank)

    def _clean(self, batch: list[Document]) -> list[Unusable | None]:
        """Cleans documents in place; says which ones cannot be used."""
        options = self.cleaner.options
        items = [item_of(one.metadata | {"text": one.text, "id": one.id}, options.fields) for one in batch]
        results: list[Unusable | None] = []
        for document, (_, page) in zip(batch, judge(items, self.cleaner.model, options), strict=True):
            if isinstance(page, Unusable):
                results.append(page)
                continue
            document.text = new_text(page, options)
            document.metadata[OBJECT] = classifier_object(page, options)
            results.append(None)
        warn(one for one in results if one is not None)
        return results


class AnnotateDocuments(CleanDocuments):
    """Leaves the text (of HTML: as extracted) and lists every paragraph in `metadata["classifier"]`."""

    name = "🀄 classifier: annotate"
    mode = "annotate"


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents that are labelled together."""
    most = BATCH_BYTES // 3  # a Chinese character is three bytes
    return grouped(documents, lambda document: len(document.text), most)
