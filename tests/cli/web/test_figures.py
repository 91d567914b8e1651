from classifier.cli.web.figures import inline


def test_styles_become_attributes_and_black_the_page_s_ink():
    svg = (
        '<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg width="10pt" height="20pt" viewBox="0 0 1 2">'
        '<metadata><rdf>x</rdf></metadata><defs><style type="text/css">*{a: b}</style></defs>'
        '<g id="axes_1"><path id="m1" style="fill: none; stroke: #000000"/>'
        '<text style="font-size: 10px; font-family: \'DejaVu Sans\'; text-anchor: middle" x="1">1</text></g></svg>'
    )
    assert inline(svg) == (
        '<svg viewBox="0 0 1 2"><defs></defs><g><path id="m1" fill="none" stroke="currentColor"/>'
        '<text font-size="10px" text-anchor="middle" x="1">1</text></g></svg>'
    )
