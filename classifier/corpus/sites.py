"""Which sites belong together, and folds that never cut through a site."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.errors import CorpusError

_CLONE = re.compile(r"\s*[(（]clone[)）]$")
_PORT = re.compile(r":\d+$")
_ADDRESS = re.compile(r"\d+(\.\d+){3}")

# A short stand-in for the public suffix list: second levels under country codes, hosts that lend their name.
_SECOND_LEVELS: Final = frozenset(
    ("com", "net", "org", "gov", "edu", "ac", "co", "or", "go", "ne", "idv", "mil"),
)
# fmt: off
_CHINA_REGIONS: Final = frozenset((
    "ah", "bj", "cq", "fj", "gd", "gs", "gx", "gz", "ha", "hb", "he", "hi", "hk", "hl", "hn", "jl", "js",
    "jx", "ln", "mo", "nm", "nx", "qh", "sc", "sd", "sh", "sn", "sx", "tj", "tw", "xj", "xz", "yn", "zj",
))
_SHARED_HOSTS: Final = frozenset((
    "github.io", "gitee.io", "gitlab.io", "blogspot.com", "wordpress.com", "pages.dev",
    "netlify.app", "vercel.app",
))
# fmt: on
# the ending of a host name written as a file name: capda_org_cn, cd-mvr-com
_WRITTEN_ENDING = re.compile(
    rf"([_-]({'|'.join(sorted(_SECOND_LEVELS | _CHINA_REGIONS))}))?[_-]cn$|[_-](com|net|org)$"
)
_COMMERCIAL: Final = frozenset(("com", "net", "cn", "com.cn", "net.cn"))


def site_group(site: str) -> str:
    """The group that a site belongs to: sites of one group share templates and must not be split.

    The rule, in order: lower case; an ending "(clone)" and a port are taken off; `name_com_cn` and `name-com`
    are read as `name.com.cn` and `name.com`; sub-domains (www, m, news …) are taken off down to the
    registrable domain, whose ending is one label, or two under a country code (com.cn, cq.cn, edu.tw …) and
    where a host lends its name to other people's sites (github.io …); the same name under com, net, cn,
    com.cn and net.cn is one group. Numeric addresses and names that are no host name stay as they are.
    """
    name = _PORT.sub("", _CLONE.sub("", site.strip().lower()))
    if "." not in name:
        name = _WRITTEN_ENDING.sub(lambda ending: re.sub("[_-]", ".", ending[0]), name)
    if "." not in name or " " in name or _ADDRESS.fullmatch(name):
        return name
    parts = [part for part in name.removeprefix("www.").split(".") if part]
    if len(parts) < 2:
        return name
    ending = 2 if len(parts) > 2 and _is_double_ending(parts[-2], parts[-1]) else 1
    own, end = parts[-1 - ending], ".".join(parts[-ending:])
    return own if end in _COMMERCIAL else f"{own}.{end}"


def _is_double_ending(second: str, top: str) -> bool:
    if f"{second}.{top}" in _SHARED_HOSTS or (top == "cn" and second in _CHINA_REGIONS):
        return True
    return len(top) == 2 and second in _SECOND_LEVELS


def site_folds(
    sites: Sequence[str], weights: Sequence[float] | None = None, k: int = 5, seed: int = 0
) -> NDArray[np.int64]:
    """Deals pages into k folds of about equal weight, all pages of a group of sites into one fold.

    Groups are made by `site_group`. The heaviest is dealt first, each to the lightest fold so far; among
    groups of equal weight a keyed hash of their names decides the order. So the same sites give the same
    folds on any machine and in any order of the pages.

    Args:
        sites: the site of each page.
        weights: what each page counts, 1 where not given.
        k: number of folds, at least 2.
        seed: another seed deals groups of equal weight otherwise.

    Returns:
        int64 (len(sites),), the fold of each page, from 0 to k - 1.

    Raises:
        CorpusError: there are fewer groups of sites than folds.
    """
    if k < 2:
        raise ValueError(f"k is {k}; a split needs at least 2 folds")
    groups = [site_group(site) for site in sites]
    totals: dict[str, float] = dict.fromkeys(groups, 0.0)
    for group, weight in zip(groups, [1.0] * len(sites) if weights is None else weights, strict=True):
        totals[group] += weight
    if len(totals) < k:
        message = f"{k} folds by site need pages of at least {k} sites; there are {len(totals)}"
        raise CorpusError(f"{message}; add pages of other sites or ask for fewer folds")
    loads = [0.0] * k
    fold_of: dict[str, int] = {}
    for group in sorted(totals, key=lambda group: (-totals[group], _key(group, seed))):
        fold_of[group] = loads.index(min(loads))
        loads[fold_of[group]] += totals[group]
    return np.array([fold_of[group] for group in groups], dtype=np.int64)


def _key(group: str, seed: int) -> bytes:
    return hashlib.blake2b(f"{seed}\n{group}".encode(), digest_size=8).digest()
