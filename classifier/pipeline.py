"""The whole flow in one place: sources in, pages out."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from classifier.errors import InputError, ModelError
from classifier.features.batch import Batch
from classifier.grouping import grouped
from classifier.model.arrays import ModelArrays
from classifier.model.score import NOTHING, Forced, Scorer
from classifier.model.store import load as load_arrays
from classifier.parcels import Parcel, Read, pack, unpack
from classifier.policy.policy import Policy, apply
from classifier.policy.rules import match_rules
from classifier.policy.verdict import verdicts
from classifier.reading.given import Given, Group, as_document, groups, read_given
from classifier.records import Document, Page
from classifier.workers import ordered_map

if TYPE_CHECKING:
    from classifier.model.explain import Explainer, Explanation

BUNDLED_NAME: Final = "chinese-web.safetensors"
BATCH_CHARACTERS: Final = 60_000
"""Characters that are scored at once: it hides Python's cost a batch and fits the cache."""
READ_AHEAD: Final = 16
"""Batches that are read at once: the readers are fastest at about 1 MB of HTML."""
READ_AHEAD_EACH: Final = 8
"""The same where there are several workers: none of them is long alone at the end."""


def bundled_path() -> Path:
    """Where the model that comes with the package is.

    Raises:
        ModelError: if the installation lacks it.
    """
    package = Path(__file__).parent
    for candidate in (package / "bundled" / BUNDLED_NAME, package.parent / "models" / BUNDLED_NAME):
        if candidate.is_file():
            return candidate
    raise ModelError(
        f"the bundled model {BUNDLED_NAME} is missing from this installation; install the package again"
    )


def load(path: str | Path | None = None, *, policy: Policy | None = None) -> "Model":
    """Loads a model.

    Args:
        path: a model file; None for the bundled one.
        policy: what to keep; None for body and heading.

    Raises:
        ModelError: if the file cannot be used; says why.
    """
    file = bundled_path() if path is None else Path(path)
    arrays, metadata = load_arrays(file)
    # Another process that unpickles the model may have another current folder.
    own = None if path is None else file.absolute()
    return Model(arrays, metadata, policy=policy, path=own, bundled=path is None)


class Model:
    """Labels the paragraphs of Chinese web pages.

    Safe to share between threads and to fork: nothing is changed by a call. Pickles as the path of its file
    where it has one, so that worker processes share the file's memory instead of copying it.

    Attributes:
        policy: what its pages keep.
        metadata: the model card's data.
    """

    def __init__(
        self,
        arrays: ModelArrays,
        metadata: Mapping[str, Any],
        *,
        policy: Policy | None = None,
        path: Path | None = None,
        bundled: bool = False,
    ) -> None:
        self.arrays = arrays
        self.metadata = metadata
        self.policy = policy or Policy()
        self._path = path
        self._bundled = bundled

    @cached_property
    def scorer(self) -> Scorer:
        """The scorer, its tables made when first needed."""
        return Scorer(self.arrays)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._bundled or self._path is not None:
            return _reload, (self._path, self.policy)
        return Model, (self.arrays, self.metadata), {"policy": self.policy}

    def with_policy(self, policy: Policy) -> "Model":
        """The same model with another policy; the arrays are shared."""
        other = Model(self.arrays, self.metadata, policy=policy, path=self._path, bundled=self._bundled)
        other.__dict__["scorer"] = self.scorer
        return other

    def classify(
        self,
        source: str | bytes | Document | None = None,
        *,
        html: str | bytes | None = None,
        name: str = "",
    ) -> Page:
        """Labels every paragraph of one page.

        Args:
            source: the page: str is plain text, bytes are text or HTML (found out), or a Document.
            html: the page as HTML, instead of `source`.
            name: a name for messages.

        Raises:
            InputError: if it is not text.
        """
        if (source is None) == (html is None):
            raise InputError("classify takes one page: either source or html=; give exactly one of them")
        document = as_document(source, name) if html is None else as_document(html, name, html=True)
        return self.classify_documents([document])[0]

    def classify_many(
        self, pages: Iterable[Given], *, workers: int = 1, batch_characters: int = BATCH_CHARACTERS
    ) -> Iterator[Page]:
        """Labels many pages, in order: the fast way. Reads ahead no more than a few groups of pages a worker.

        Args:
            pages: each as `classify` takes it.
            workers: number of processes, this one among them. The answers are the same.
            batch_characters: characters of text in a batch; a larger page is a batch of its own. Pages are
                read in groups of READ_AHEAD times as many characters or bytes.

        Raises:
            InputError: at the page that is not text; pages before it have been given.
            UsageError: `workers` is less than 1.
            WorkerError: a worker process died.
        """
        if isinstance(pages, str | bytes):
            raise InputError("classify_many takes many pages; give a list of them, or one page to classify")
        taken: deque[Group] = deque()
        size = (READ_AHEAD if workers == 1 else READ_AHEAD_EACH) * batch_characters

        def tasks() -> Iterator[Group]:
            for group in groups(pages, size):
                taken.append(group)
                yield group

        here: Callable[[Group], list[Read] | Parcel] = _group_classifier(self, batch_characters)
        prepare = partial(_group_packer, self, batch_characters)
        for results in ordered_map(prepare, tasks(), workers, here):
            for page in _unpacked(results, taken.popleft()):
                if isinstance(page, InputError):
                    raise page
                yield page

    def classify_batched(
        self, documents: Iterable[Document], batch_characters: int = BATCH_CHARACTERS
    ) -> Iterator[Page]:
        """Labels documents that were read before, in batches of `batch_characters`."""
        for batch in grouped(documents, lambda document: len(document.text), batch_characters):
            yield from self.classify_documents(batch)

    def classify_documents(self, documents: Sequence[Document]) -> list[Page]:
        """Labels documents that were read before, all in one batch."""
        if not documents:
            return []
        batch = Batch.of(documents)
        matches = [match_rules(self.policy.rules, document) for document in documents]
        decided = _forced(matches, batch)
        said = self.scorer.say(batch, decided)
        probabilities, has_content = said.probabilities, said.has_content
        labels = self.scorer.label_ids(probabilities)
        lengths = batch.ends - batch.starts
        forced = np.zeros(len(batch), np.bool_)
        forced[decided.rows] = True
        keep = apply(
            self.policy, probabilities, labels, lengths, batch.page_starts, has_content,
            forced if forced.any() else None,
        )  # fmt: skip
        borders = batch.page_starts.tolist()
        return [
            Page(
                document,
                probabilities[start:end],
                labels[start:end],
                keep[start:end],
                verdict,
                {index: rule for index, (_, rule) in matched.items()},
                content,
            )
            for document, start, end, verdict, content, matched in zip(
                documents,
                borders,
                borders[1:],
                verdicts(labels, lengths, batch.page_starts, 1 - probabilities[:, :2].sum(axis=1)),
                has_content.tolist(),
                matches,
                strict=False,
            )
        ]

    def filter(self, text: str) -> str:
        """The kept paragraphs of a plain text, one a line."""
        return self.classify(text).text

    def explain(self, document: Document, index: int, label: str | None = None) -> "Explanation":
        """Why a paragraph has its label, or how far it is from another one.

        Args:
            document: the page.
            index: the paragraph, from 0.
            label: the label to explain; None for the one it has.

        Raises:
            InputError: if the page has no such paragraph, or there is no such label.
        """
        return self.explainer(document).explain(index, label)

    def explainer(self, document: Document) -> "Explainer":
        """Explains many paragraphs of one page: what they share is computed once."""
        from classifier.model.explain import Explainer  # SciPy: only where reasons are wanted

        return Explainer(self.scorer, document)


def _forced(matches: Sequence[Mapping[int, tuple[int, str]]], batch: Batch) -> Forced:
    """What the caller's rules decided, as rows of the batch."""
    if not any(matches):
        return NOTHING
    starts = batch.page_starts.tolist()
    rows = [start + index for start, matched in zip(starts, matches, strict=False) for index in matched]
    labels = [label for matched in matches for label, _ in matched.values()]
    return Forced(np.array(rows, np.int64), np.array(labels, np.int64))


def _reload(path: Path | None, policy: Policy) -> Model:
    return load(path, policy=policy)


def _group_classifier(model: Model, batch_characters: int) -> Callable[[Group], list[Read]]:
    """What a process does with each group of pages; an unusable page is given as its error, in its place."""

    def classify(group: Group) -> list[Read]:
        first, sources = group
        read = read_given(sources, [_name(first + index) for index in range(len(sources))])
        documents = [document for document in read if isinstance(document, Document)]
        pages = model.classify_batched(documents, batch_characters)
        return [next(pages) if isinstance(document, Document) else document for document in read]

    return classify


def _group_packer(model: Model, batch_characters: int) -> Callable[[Group], Parcel]:
    """The same in another process."""
    classify = _group_classifier(model, batch_characters)
    return lambda group: pack(classify(group), group[1])


def _unpacked(results: list[Read] | Parcel, group: Group) -> Iterable[Read]:
    """What became of each page of a group, wherever it was classified."""
    first, sources = group
    if isinstance(results, Parcel):
        return unpack(results, sources, lambda index: _name(first + index))
    return results


def _name(number: int) -> str:
    """A name for messages."""
    return f"page {number}"
