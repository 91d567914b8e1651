"""What results depend on beside their inputs, in a form that can be compared: program, model, policy, options."""

import hashlib
import json
from dataclasses import asdict, fields
from typing import Any

from classifier.bulk.options import CleanOptions
from classifier.pipeline import Model
from classifier.policy.policy import Policy
from classifier.version import __version__


def digest(model: Model, options: CleanOptions, *others: object) -> str:
    """Digest of everything that the results depend on.

    Args:
        model: labels the paragraphs; its policy says what is kept.
        options: what is wanted.
        others: what else there is, as JSON values.
    """
    facts = [__version__, asdict(options), dict(model.metadata), _policy(model.policy), *others]
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _policy(policy: Policy) -> dict[str, Any]:
    """All that a policy says, in an order of its own."""
    said = {part.name: getattr(policy, part.name) for part in fields(policy)}
    rules = [[rule.name, rule.label, list(rule.words), rule.pattern] for rule in policy.rules]
    return said | {"keep": sorted(policy.keep), "thresholds": dict(policy.thresholds), "rules": rules}
