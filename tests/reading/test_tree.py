import numpy as np
import pytest

from classifier.reading.tags import NAMES, gather, scan
from classifier.reading.tree import HEADING_SHIFT, SECTIONS, Tree, grow


def tree_of(*pages: str) -> tuple[Tree, list[str]]:
    """The tree, and the path of each node."""
    tags = scan(gather([page.encode() for page in pages]))
    tree = grow(tags)
    names = ["page" if tag < 0 else NAMES[tags.kinds[tag]] for tag in tree.tags.tolist()]
    paths: list[str] = []
    for node, parent in enumerate(tree.parents.tolist()):
        paths.append(names[node] if parent == node else f"{paths[parent]}/{names[node]}")
    return tree, paths[1:]


@pytest.mark.parametrize(
    ("page", "paths"),
    [
        ("<div><p>a</p></div><p>b", ["page", "page/div", "page/div/p", "page/p"]),
        ("<p>a<p>b<div>c", ["page", "page/p", "page/p", "page/div"]),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", ["page", "page/ul", *["page/ul/li"] * 2,
            "page/ul/li/ul", "page/ul/li/ul/li", "page/ul/li"]),
        ("<table><tr><td>a<td>b<tr><td>c</table><p>", ["page", "page/table", "page/table/tr",
            *["page/table/tr/td"] * 2, "page/table/tr", "page/table/tr/td", "page/p"]),
        ("<dl><dt>a<dd>b<dt>c</dl>", ["page", "page/dl", *["page/dl/dt", "page/dl/dd", "page/dl/dt"]]),
        ("<div><section>a</div><p>", ["page", "page/div", "page/div/section", "page/p"]),
        ("</div></p><div>a", ["page", "page/div"]),
        ("<div><table><tr><td></div><p>a", ["page", "page/div", "page/div/table", "page/div/table/tr",
            "page/div/table/tr/td", "page/div/table/tr/td/p"]),
    ],
)  # fmt: skip
def test_elements_end_where_a_parser_ends_them(page, paths):
    assert tree_of(page)[1] == paths


def test_pages_do_not_share_elements():
    tree, paths = tree_of("<div><ul><li>", "</li><p>")
    assert paths == ["page", "page/div", "page/div/ul", "page/div/ul/li", "page", "page/p"]
    assert tree.pages.tolist() == [1, 5]
    assert tree.parents[tree.pages].tolist() == [1, 5]


def test_flags_say_what_a_node_is_in():
    tree, paths = tree_of("<nav><ul><li><h2>a</h2></li></ul></nav><table><tr><th>b")
    flags = dict(zip(paths, tree.flags[1:].tolist(), strict=True))
    inside = {
        path: {name for bit, name in enumerate(SECTIONS) if flag >> bit & 1} for path, flag in flags.items()
    }
    assert inside["page"] == set()
    assert inside["page/nav/ul"] == {"nav"}
    assert inside["page/nav/ul/li/h2"] == {"nav", "li"}
    assert flags["page/nav/ul/li/h2"] >> HEADING_SHIFT == 5
    assert inside["page/table/tr/th"] == {"cell"}


def test_events_enclose_what_is_inside_a_node():
    tree, _ = tree_of("<div><p>a</p></div><p>b")
    assert tree.opened.tolist() == [0, 1, 2, 3, 6]
    assert tree.closed[1:].tolist() == [7, 5, 4, 7]
    assert tree.current.tolist() == [0, 1, 2, 3, 2, 1, 4]


def test_damaged_pages_take_linear_time():
    depth = 30_000
    tree, _ = tree_of_sizes("<div><table><tr><td>" + "<section>" * depth + "</div>" * depth)
    assert tree == depth + 5
    assert tree_of_sizes("</p>" * depth)[0] == 1


def tree_of_sizes(page: str) -> tuple[int, int]:
    tree = grow(scan(gather([page.encode()])))
    assert np.all(tree.closed[1:] > tree.opened[1:])
    return len(tree.parents) - 1, len(tree.events)
