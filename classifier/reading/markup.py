"""What the markup says about each paragraph: numbers (columns) and words (tokens)."""

from dataclasses import dataclass
from html import unescape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.attributes import class_words
from classifier.reading.tags import KIND, NAMES, Tags
from classifier.reading.tree import FLAGS, Tree, grow
from classifier.records import Markup
import re

_LEVELS: Final = ("self", "up1", "up2", "up3")
MARKUP_COLUMNS: Final = (
    ("link_share", "in_link", "links", "bold_share", "heading_level")
    + tuple(f"in_{name}" for name in FLAGS)
    + ("hidden", "depth", "depth_from_median", "tag_density", "breaks", "after_image", "after_break", "before_break")
    + ("same_block_before", "same_block_after", "same_parent_before", "same_parent_after", "gap_before", "gap_after")
    + ("title_share", "title_cover")
    + tuple(f"{level}_{what}" for level in _LEVELS for what in ("links", "chars", "lines", "page_share"))
    + tuple(f"{level}_{what}" for level in _LEVELS for what in ("punct", "text_share"))
    + ("in_best", "before_best", "after_best", "best_ratio", "best_share", "best_depth", "lca")
    + ("path_lines", "path_chars", "path_links", "path_page_share")
)
_COLUMN: Final = {name: index for index, name in enumerate(MARKUP_COLUMNS)}
HEAD_LEVEL = np.zeros(len(NAMES), np.float32)
for _i in range(1, 7):
    HEAD_LEVEL[KIND[f"h{_i}"]] = (7 - _i) / 6
WORDS = 4
PUNCT = np.zeros(0x10000, np.int64)
for _c in "，。！？；：、,;!?”":
    PUNCT[ord(_c)] = 1
_HIDDEN = re.compile(rb"display\s*:\s*none|\shidden[\s>=]|aria-hidden\s*=\s*[\"']?true|visibility\s*:\s*hidden", re.I)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of text that a page was laid out from, in the order of the text.

    Attributes:
        tags: int64 (n,), the number of tags before the piece in the source: 0 before the first tag.
        starts: int64 (n,), its first character in the text.
    """

    tags: NDArray[np.int64]
    starts: NDArray[np.int64]


def undescribed(paragraphs: int) -> Markup:
    """Markup that says nothing: zeros, no tokens."""
    columns = np.zeros((paragraphs, len(MARKUP_COLUMNS)), np.float32)
    return Markup(columns, np.zeros(0, np.uint32), np.zeros(paragraphs + 1, np.int64))


def _assign(spans, pieces):
    """para, tag, length, sorted by paragraph."""
    n = len(spans)
    para = spans[:, 1].searchsorted(pieces.starts, "right")
    nxt = np.append(pieces.starts[1:], 1 << 60)
    ok = np.flatnonzero((para < n) & (np.append(spans[:, 0], 1 << 60)[para] < nxt))
    para, tag, start = para[ok], pieces.tags[ok], pieces.starts[ok]
    has = np.zeros(n, np.bool_)
    has[para] = True
    if not has.all():
        lone = np.flatnonzero(~has)
        source = pieces.starts.searchsorted(spans[lone, 0], "right") - 1
        para = np.append(para, lone)
        tag = np.append(tag, np.where(source >= 0, pieces.tags[source], 0))
        start = np.append(start, spans[lone, 0])
        order = np.argsort(para, kind="stable")
        para, tag, start = para[order], tag[order], start[order]
    first = para.searchsorted(np.arange(n))
    start = np.maximum(start, spans[para, 0])
    end = spans[para, 1].copy()
    same = para[1:] == para[:-1]
    end[:-1][same] = start[1:][same]
    return para, tag, end - start, first


def describe(source, data, tags: Tags, codes, spans, pieces: Pieces) -> Markup:
    n = len(spans)
    title = _title(source, tags)
    if not n:
        m = undescribed(0)
        return Markup(m.columns, m.tokens, m.token_starts, title)
    tree = grow(tags)
    out = np.zeros((n, len(MARKUP_COLUMNS)), np.float32)
    C = _COLUMN
    para, tag, length, first = _assign(spans, pieces)
    last = np.append(first[1:], len(para)) - 1
    slot = tree.events.searchsorted(tag)
    nodes_at = np.append(np.int32(0), tree.current)
    node_of = nodes_at[slot]
    # links
    a = np.flatnonzero(tags.kinds == KIND["a"])
    is_link = ~tags.closing[a]
    named = (data[tags.starts[a] + 3] == ord("n")) & (data[tags.starts[a] + 4] == ord("a"))
    is_link &= ~named
    ia = a.searchsorted(tag)
    linked = np.append(False, is_link)[ia]
    chars = np.add.reduceat(length, first).astype(np.float64)
    link_chars = np.add.reduceat(length * linked, first)
    share = link_chars / np.maximum(chars, 1)
    out[:, C["link_share"]] = share
    out[:, C["in_link"]] = share > 0.99
    newlink = linked.copy()
    newlink[1:] &= ~((ia[1:] == ia[:-1]) & (para[1:] == para[:-1]))
    out[:, C["links"]] = np.log1p(np.add.reduceat(newlink.astype(np.int64), first)) / 4
    b = np.flatnonzero((tags.kinds == KIND["b"]) | (tags.kinds == KIND["strong"]))
    bold = np.append(False, ~tags.closing[b])[b.searchsorted(tag)]
    out[:, C["bold_share"]] = np.add.reduceat(length * bold, first) / np.maximum(chars, 1)
    # node
    node = node_of[first]
    fl = tree.flags[node]
    c0 = C["in_p"]
    out[:, c0 : c0 + len(FLAGS)] = (fl[:, None] >> np.arange(len(FLAGS))) & 1
    # heading level
    kinds = np.append(np.uint8(0), tags.kinds)[tree.tags + 1]
    own = HEAD_LEVEL[kinds]
    out[:, C["heading_level"]] = np.maximum(own[node], own[tree.parents[node]])
    # hidden
    if _HIDDEN.search(source):
        pos = np.array([m.start() for m in _HIDDEN.finditer(source)], np.int64)
        ti = tags.starts.searchsorted(pos, "right") - 1
        okk = (ti >= 0) & (pos < tags.ends[ti]) & (tags.kinds[ti] >= KIND["div"])
        ti = ti[okk]
        nodes = tree.tags.searchsorted(ti)
        nodes = nodes[(nodes < len(tree.tags))]
        nodes = nodes[np.isin(tree.tags[nodes], ti)]
        if len(nodes):
            cover = np.zeros(len(tree.events) + 3)
            np.add.at(cover, tree.opened[nodes], 1)
            np.add.at(cover, tree.closed[nodes], -1)
            out[:, C["hidden"]] = (np.cumsum(cover) > 0)[slot[first]]
    # totals
    m = len(tree.events)
    cum = np.zeros((3, m + 2))
    cum[0, 1:] = np.cumsum(np.bincount(slot, length, m + 1))
    cum[1, 1:] = np.cumsum(np.bincount(slot, length * linked, m + 1))
    cum[2, 1:] = np.cumsum(np.bincount(slot[first], minlength=m + 1))
    total = cum[:, tree.closed] - cum[:, tree.opened]
    page = total[0, 0]
    lines = total[2]
    # up
    top = np.where(lines[tree.parents] == lines, tree.parents, np.arange(len(lines)))
    while True:
        nxt = top[top]
        if (nxt == top).all():
            break
        top = nxt
    up = tree.parents[top]
    level = top[node]
    for name in _LEVELS:
        c, l, k = total[:, level]
        out[:, C[name + "_links"]] = l / np.maximum(c, 1)
        out[:, C[name + "_chars"]] = np.log1p(c) / 10
        out[:, C[name + "_lines"]] = np.log1p(k) / 6
        out[:, C[name + "_page_share"]] = c / page
        level = top[up[level]]
    # experimental
    pt = PUNCT[np.minimum(codes, 0xFFFF)]
    pcum = np.zeros(len(codes) + 1)
    pcum[1:] = np.cumsum(pt)
    ppunct = pcum[spans[:, 1]] - pcum[spans[:, 0]]
    fs = slot[first]
    def agg(v):
        k = np.zeros(m + 2)
        k[1:] = np.cumsum(np.bincount(fs, v, m + 1))
        return k[tree.closed] - k[tree.opened]
    tp = agg(ppunct)
    level = top[node]
    ntx = max(total[0, 0] - total[1, 0], 1)
    for name in _LEVELS:
        out[:, C[name + "_punct"]] = np.minimum(tp[level] / np.maximum(total[0, level], 1) * 10, 2)
        out[:, C[name + "_text_share"]] = (total[0, level] - total[1, level]) / ntx
        level = top[up[level]]
    direct = np.bincount(node, minlength=len(tree.parents))
    cont = np.where(direct[node] > 1, node, tree.parents[node])
    sc = np.where((chars >= 20) & (share < 0.5), 1 + ppunct + np.minimum(chars / 100, 3), 0)
    score = np.bincount(cont, sc, len(tree.parents)) + 0.5 * np.bincount(tree.parents[cont], sc, len(tree.parents))
    score *= 1 - total[1] / np.maximum(total[0], 1)
    best = int(np.argmax(score))
    if score[best] > 0:
        ib = (fs >= tree.opened[best]) & (fs < tree.closed[best])
        out[:, C["in_best"]] = ib
        out[:, C["before_best"]] = fs < tree.opened[best]
        out[:, C["after_best"]] = fs >= tree.closed[best]
        out[:, C["best_ratio"]] = score[cont] / score[best]
        out[:, C["best_share"]] = ((total[0] - total[1]) / ntx)[best]
        out[:, C["best_depth"]] = tree.depths[best] / 16
        # lca depth
        anc2 = np.zeros(len(tree.parents), np.bool_)
        b_ = best
        while True:
            anc2[b_] = True
            if b_ == 0:
                break
            b_ = tree.parents[b_]
        l_ = node.copy()
        while not anc2[l_].all():
            l_ = np.where(anc2[l_], l_, tree.parents[l_])
        out[:, C["lca"]] = tree.depths[l_] / max(tree.depths[best], 1)
    # depth
    depth = tree.depths[node]
    out[:, C["depth"]] = depth / 32
    order = np.argsort(depth)
    med = depth[order[np.cumsum(chars[order]).searchsorted(page / 2)]]
    out[:, C["depth_from_median"]] = np.clip((depth - med) / 16, -1, 1)
    # tags
    ft, lt = tag[first], tag[last]
    out[:, C["tag_density"]] = np.minimum((lt - ft) / chars, 1)
    gap = np.zeros(n + 1)
    gap[1:-1] = np.log1p(np.abs(ft[1:] - lt[:-1])) / 5
    gap[0] = gap[-1] = 1
    out[:, C["gap_before"]] = gap[:-1]
    out[:, C["gap_after"]] = gap[1:]
    br = np.zeros(len(tags.kinds) + 1)
    br[1:] = np.cumsum(tags.kinds == KIND["br"])
    img = np.zeros(len(tags.kinds) + 1)
    img[1:] = np.cumsum(tags.kinds == KIND["img"])
    prev = np.append(0, lt[:-1])
    nextt = np.append(ft[1:], len(tags.kinds))
    out[:, C["breaks"]] = np.log1p(np.abs(br[ft] - br[prev])) / 2
    out[:, C["after_break"]] = br[ft] > br[prev]
    out[:, C["before_break"]] = br[nextt] > br[lt]
    out[:, C["after_image"]] = img[ft] > img[prev]
    pn = tree.parents[node]
    sb = node[1:] == node[:-1]
    sp = pn[1:] == pn[:-1]
    out[1:, C["same_block_before"]] = sb
    out[:-1, C["same_block_after"]] = sb
    out[1:, C["same_parent_before"]] = sp
    out[:-1, C["same_parent_after"]] = sp
    # title
    if title:
        tc = np.array([ord(x) for x in title], np.int64)
        tk = (tc[:-1] * 31 + tc[1:]) & 0xFFFF
        table = np.zeros(0x10000, np.bool_)
        table[tk] = True
        hit = np.zeros(len(codes) + 1)
        cc = codes.astype(np.int64)
        hit[1:-1] = np.cumsum(table[(cc[:-1] * 31 + cc[1:]) & 0xFFFF]) if len(cc) > 1 else 0
        h = hit[np.maximum(spans[:, 1] - 1, spans[:, 0])] - hit[spans[:, 0]]
        out[:, C["title_share"]] = h / np.maximum(chars, 2)
        out[:, C["title_cover"]] = np.minimum(h / max(len(tk), 1), 1)
    # tokens
    levels = [node, tree.parents[node]]
    levels.append(tree.parents[levels[-1]])
    levels.append(tree.parents[levels[-1]])
    anc = np.stack(levels, 1)  # n,4
    before = tag[first] - 1
    inline = np.where((before >= 0) & (tags.kinds[before] < KIND["div"]) & ~tags.closing[before] & (tags.kinds[before] != KIND["br"]), before, -1)
    want = np.concatenate((inline[:, None], tree.tags[anc]), 1)  # n,5 tag indices, -1 none
    mask = np.zeros(len(tags.kinds) + 1, np.bool_)
    mask[want.ravel()] = True  # -1 -> last
    mask[-1] = False
    sel = np.flatnonzero(mask)
    hashes, wstart = class_words(data, tags.starts[sel], tags.ends[sel])
    idx = np.cumsum(mask) - 1  # tag -> sel
    pos = np.where(want >= 0, idx[want], len(sel))
    wstart = np.append(wstart, wstart[-1])
    b0, e0 = wstart[pos], np.minimum(wstart[pos + 1], wstart[pos] + WORDS)
    grid = b0[:, :, None] + np.arange(WORDS)
    valid = np.zeros((n, 5, WORDS + 1), np.bool_)
    valid[:, :, 1:] = grid < e0[:, :, None]
    valid[:, :, 0] = want >= 0
    vals = np.zeros((n, 5, WORDS + 1), np.uint32)
    if len(hashes):
        vals[:, :, 1:] = hashes[np.minimum(grid, len(hashes) - 1)]
    vals[:, :, 0] = tags.kinds[want] 
    vals = (vals + (np.arange(5, dtype=np.uint32) * np.uint32(0x9E3779B1))[None, :, None]) * np.uint32(0x85EBCA6B)
    vals ^= vals >> np.uint32(13)
    vals *= np.uint32(0xC2B2AE35)
    vals ^= vals >> np.uint32(16)
    tokens = vals[valid]
    starts = np.zeros(n + 1, np.int64)
    starts[1:] = np.cumsum(valid.sum((1, 2)))
    # paths
    path = np.zeros(n, np.uint32)
    vz = np.where(valid, vals, 0)[:, 1:4]
    path = vz.sum((1, 2), dtype=np.uint32)
    _, inv = np.unique(path, return_inverse=True)
    cnt = np.bincount(inv)
    pc = np.bincount(inv, chars)
    pl = np.bincount(inv, link_chars)
    out[:, C["path_lines"]] = (np.log1p(cnt) / 6)[inv]
    out[:, C["path_chars"]] = (np.log1p(pc / cnt) / 8)[inv]
    out[:, C["path_links"]] = (pl / np.maximum(pc, 1))[inv]
    out[:, C["path_page_share"]] = (pc / page)[inv]
    return Markup(out, tokens, starts, title)


def _title(source: bytes, tags: Tags) -> str:
    found = np.flatnonzero((tags.kinds == KIND["title"]) & ~tags.closing)
    if not len(found):
        return ""
    i = found[0]
    raw = source[tags.starts[i] : tags.ends[i]]
    return " ".join(unescape(raw[raw.find(b">") + 1 :].decode("utf-8", "replace")).split())
