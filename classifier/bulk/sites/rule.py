"""The rule: a paragraph that stands on many pages of its site is dropped, unless the model is sure of it."""

from typing import Final

import numpy as np

from classifier.bulk.items import Item
from classifier.bulk.rows import kept_alone
from classifier.bulk.sites.keys import line_keys, site_key, site_name
from classifier.bulk.sites.page import Remembered
from classifier.bulk.sites.store import SiteMemory
from classifier.labels import LABELS
from classifier.policy.policy import Policy, apply
from classifier.policy.verdict import verdict
from classifier.records import Page

SURE: Final = 0.1
"""A paragraph that is less likely unwanted stays, however often its site has it: the page may be in the crawl
several times over, or be the one that the others' lists link to. It costs nothing: docs/bulk.md."""


def recall(item: Item, page: Page, memory: SiteMemory, policy: Policy) -> Page:
    """What is kept of a page when the memory of its site is asked too.

    Paragraphs that a caller's rule decided stay as they are. The others that are dropped here get the most
    probable of the labels that the policy does not want, and the page is judged anew as a whole.

    Args:
        item: says which site the page belongs to.
        page: the page, labelled.
        memory: what is known of sites.
        policy: what is wanted.

    Returns:
        The same page where nothing changes, otherwise a `Remembered`.
    """
    name = site_name(item)
    site = site_key(name) if name is not None else 0
    pages = memory.pages_of(site) if name is not None else 0
    wanted = np.array([label in policy.keep for label in LABELS])
    if not pages or wanted.all():
        return page
    doubtful = kept_alone(page, policy) & (1 - page.probabilities[:, wanted].sum(axis=1) >= SURE)
    doubtful[list(page.rules)] = False
    asked = np.flatnonzero(doubtful)
    text, spans = page.document.text, page.document.spans[asked].tolist()
    counts = memory.counts_of(line_keys(site, (text[start:end] for start, end in spans)))
    hits = asked[counts > 0]
    if not len(hits):
        return page
    labels = page.label_ids.copy()
    labels[hits] = np.flatnonzero(~wanted)[page.probabilities[np.ix_(hits, ~wanted)].argmax(axis=1)]
    forced = np.isin(np.arange(len(page)), [*page.rules, *hits.tolist()])
    lengths, content = page.document.lengths, np.array([page.has_content], np.float32)
    return Remembered(
        page.document,
        page.probabilities,
        labels,
        apply(policy, page.probabilities, labels, lengths, np.array([0, len(page)]), content, forced),
        verdict(labels, lengths, page.junk),
        page.rules,
        page.has_content,
        {
            index: f"site: on {count:,} of {pages:,} pages"
            for index, count in zip(hits.tolist(), counts[counts > 0].tolist(), strict=True)
        },
    )
