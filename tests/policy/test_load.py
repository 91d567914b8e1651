import re
from pathlib import Path

import pytest

from classifier.errors import PolicyError
from classifier.policy.load import PRESETS, load_policy
from classifier.policy.policy import Policy

EXAMPLE = Path(__file__).parents[2] / "examples" / "policy.toml"


@pytest.fixture
def write(tmp_path):
    def write(content, name="mine.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("name", PRESETS)
def test_presets_load_under_their_names(name):
    assert load_policy(name).name == name


def test_default_preset_is_the_default_policy():
    assert load_policy("default") == Policy(name="default")


def test_presets_are_ordered_by_what_they_keep():
    precise, default, complete = (load_policy(name) for name in ("precise", "default", "complete"))
    assert precise.threshold < default.threshold < complete.threshold
    assert precise.keep == default.keep
    assert complete.keep == default.keep | {"metadata", "comment"}


def test_every_key(write):
    path = write("""
        threshold = 0.4
        drop_page_above = 0.9
        [labels]
        heading = "drop"
        comment = "keep"
        [thresholds]
        gambling = 0.8
        adult = 1
        [[rules]]
        name = "ads"
        label = "promotion"
        words = ["加薇"]
        [[rules]]
        label = "body"
        pattern = "^附件"
    """)
    policy = load_policy(path)
    assert policy.name == "mine"
    assert policy.keep == {"body", "comment"}
    assert policy.threshold == 0.4
    assert policy.thresholds == {"gambling": 0.8, "adult": 1.0}
    assert policy.drop_page_above == 0.9
    assert [(rule.name, rule.label, rule.words, rule.pattern) for rule in policy.rules] == [
        ("ads", "promotion", ("加薇",), ""),
        ("rule 2", "body", (), "^附件"),
    ]


def test_empty_file_is_the_default(write):
    assert load_policy(write("", "empty.toml")) == Policy(name="empty")


def test_byte_order_mark_is_no_obstacle(write):
    assert load_policy(write("\ufeffthreshold = 0.3")).threshold == 0.3


def test_a_preset_goes_before_a_file_of_its_name(write, tmp_path, monkeypatch):
    write("threshold = 0.9", "precise")
    monkeypatch.chdir(tmp_path)
    assert load_policy("precise").threshold != 0.9
    assert load_policy("./precise").threshold == 0.9


def test_the_example_policy_loads():
    assert load_policy(EXAMPLE).rules


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "treshold = 0.4",
            "there is no key 'treshold', did you mean 'threshold'?; the keys are threshold, drop",
        ),
        ("threshold = '0.4'", "threshold: '0.4' is not a number; give a number above 0, at most 1"),
        ("threshold = true", "threshold: True is not a number"),
        ("threshold = 0", "threshold: 0.0 is out of range; give a number above 0, at most 1"),
        ("drop_page_above = 95", "drop_page_above: 95.0 is out of range"),
        ("labels = ['body']", "labels: ['body'] is not a table; write [labels]"),
        (
            "[labels]\nbdy = 'keep'",
            "labels: there is no label 'bdy', did you mean 'body'?; the labels are body,",
        ),
        ("[labels]\nbody = 'yes'", 'labels.body: \'yes\' is not allowed; write "keep" or "drop"'),
        ("[labels]\nbody = true", "labels.body: True is not allowed"),
        ("[thresholds]\nadult = 'x'", "thresholds.adult: 'x' is not a number"),
        ("[thresholds]\nspam = 0.5", "thresholds: there is no label 'spam'"),
        ("[rules]\nlabel = 'body'", "rules: not a list of tables; write [[rules]] before each rule"),
        ("[[rules]]\nlabel = 'body'\nword = 'x'", "rule 1: there is no key 'word', did you mean 'words'?"),
        ("[[rules]]\nwords = ['x']", "rule 1: the key 'label' is missing"),
        ("[[rules]]\nlabel = 'body'\nwords = 'x'", "rule 1: words: 'x' is not a list of strings"),
        ("[[rules]]\nlabel = 'body'\nwords = [1]", "rule 1: words: [1] is not a list of strings"),
        ("[[rules]]\nlabel = 1\nwords = ['x']", "rule 1: label: 1 is not a string"),
        (
            "[[rules]]\nlabel = 'body'\npattern = '['",
            "rule 'rule 1': not a valid regular expression at character 1",
        ),
        ("threshold = ", "not valid TOML: Invalid value (at "),
        (b"threshold = 0.5 # \xb2\xdf", "not UTF-8 text at byte 18; save the file as UTF-8"),
    ],
)
def test_invalid_files_name_file_key_and_remedy(write, content, message):
    path = write(content)
    with pytest.raises(PolicyError, match=re.escape(f"{path}: {message}")):
        load_policy(path)


def test_missing_file_lists_the_presets():
    message = (
        "there is no policy 'precize', did you mean 'precise'?; name a preset (default, precise, complete)"
    )
    with pytest.raises(PolicyError, match=re.escape(message)):
        load_policy("precize")


def test_folder_is_no_policy(tmp_path):
    with pytest.raises(PolicyError, match="Is a directory"):
        load_policy(tmp_path)
