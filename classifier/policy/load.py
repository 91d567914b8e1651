"""Reads policies: the presets by name, anyone's own from a TOML file.

A policy file, every key optional:

    threshold = 0.5             # drop from this probability on that the paragraph is of a dropped label
    drop_page_above = 0.95      # drop a page whole when more than this share of its characters would go
    drop_page_without_content = 0.6    # or when it is more likely than this that it has no content at all

    [labels]                    # "keep" or "drop"; a label not named is as in the default policy
    comment = "keep"

    [thresholds]                # another threshold for paragraphs of one label
    gambling = 0.8

    [[rules]]                   # in order; the first that hits a paragraph decides its label
    name = "contact ads"        # the reason that is reported; without it "rule 1", "rule 2" …
    label = "promotion"
    words = ["加微信"]          # or: pattern = "a regular expression"
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from classifier.errors import PolicyError
from classifier.labels import CONTENT_LABELS, LABELS
from classifier.policy.checks import check_keys, check_label, did_you_mean
from classifier.policy.policy import Policy
from classifier.policy.rules import Rule
from classifier.reading.whole import read_whole

PRESETS: Final = ("default", "precise", "complete")
_PRESET_FOLDER: Final = Path(__file__).parent / "presets"
_KEYS: Final = ("threshold", "drop_page_above", "drop_page_without_content", "labels", "thresholds", "rules")
_RULE_KEYS: Final = ("name", "label", "words", "pattern")


def load_policy(name_or_path: str | Path) -> Policy:
    """Read a preset by its name, or a policy file.

    A preset's name goes before a file of the same name; write `./default` for the file.

    Raises:
        PolicyError: there is no such preset or file, or the file is not a valid policy.
    """
    text = str(name_or_path)
    path = _PRESET_FOLDER / f"{text}.toml" if text in PRESETS else Path(name_or_path)
    if not text:
        raise PolicyError(f"the policy's name is empty; name a preset ({', '.join(PRESETS)}) or a TOML file")
    try:
        content = read_whole(path).decode("utf-8-sig")
    except FileNotFoundError:
        hint = did_you_mean(text, PRESETS)
        raise PolicyError(
            f"there is no policy {text!r}{hint}; name a preset ({', '.join(PRESETS)}) or a TOML file"
        ) from None
    except OSError as error:
        raise PolicyError(
            f"{text}: {error.strerror}; name a preset ({', '.join(PRESETS)}) or a TOML file"
        ) from None
    except UnicodeDecodeError as error:
        raise PolicyError(f"{text}: not UTF-8 text at byte {error.start}; save the file as UTF-8") from None
    return parse_policy(content, name=path.stem, source=text)


def parse_policy(content: str, *, name: str, source: str) -> Policy:
    """Make a policy of the text of a policy file.

    Args:
        content: TOML, see the module's description.
        name: the policy's name.
        source: what error messages call the file.

    Raises:
        PolicyError: names the source, the key, the value and what is allowed.
    """
    try:
        return _policy(tomllib.loads(content), name)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{source}: not valid TOML: {error}") from None
    except PolicyError as error:
        raise PolicyError(f"{source}: {error}") from None


def _policy(data: Mapping[str, Any], name: str) -> Policy:
    check_keys(data, _KEYS, "")
    fates = {label: "keep" if label in CONTENT_LABELS else "drop" for label in LABELS}
    for label, fate in _table(data, "labels").items():
        check_label(label, "labels")
        if fate not in ("keep", "drop"):
            raise PolicyError(f'labels.{label}: {fate!r} is not allowed; write "keep" or "drop"')
        fates[label] = fate
    defaults = Policy()
    return Policy(
        name=name,
        keep=frozenset(label for label, fate in fates.items() if fate == "keep"),
        threshold=_number(data.get("threshold", defaults.threshold), "threshold"),
        thresholds={
            label: _number(value, f"thresholds.{label}")
            for label, value in _table(data, "thresholds").items()
        },
        drop_page_above=_number(data.get("drop_page_above", defaults.drop_page_above), "drop_page_above"),
        drop_page_without_content=_number(
            data.get("drop_page_without_content", defaults.drop_page_without_content),
            "drop_page_without_content",
        ),
        rules=tuple(_rule(rule, number) for number, rule in enumerate(_rules(data), 1)),
    )


def _rule(data: Mapping[str, Any], number: int) -> Rule:
    where = f"rule {number}"
    check_keys(data, _RULE_KEYS, f"{where}: ")
    if "label" not in data:
        raise PolicyError(f"{where}: the key 'label' is missing; name the label that the rule gives")
    words = data.get("words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise PolicyError(f'{where}: words: {words!r} is not a list of strings; write ["one", "two"]')
    return Rule(
        name=_string(data.get("name", where), f"{where}: name"),
        label=_string(data["label"], f"{where}: label"),
        words=tuple(words),
        pattern=_string(data.get("pattern", ""), f"{where}: pattern"),
    )


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise PolicyError(f"{key}: {value!r} is not a table; write [{key}] and one label a line below it")
    return value


def _rules(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rules = data.get("rules", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise PolicyError("rules: not a list of tables; write [[rules]] before each rule")
    return rules


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PolicyError(f"{where}: {value!r} is not a number; give a number above 0, at most 1")
    return float(value)


def _string(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise PolicyError(f"{where}: {value!r} is not a string")
    return value
