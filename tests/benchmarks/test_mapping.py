from benchmarks.mapping import kept_paragraphs

PARAGRAPHS = ("首页", "渡口的石阶修好了", "一共四十二级，是用本地的青石铺的。", "版权所有", "——")


def test_whole_lines_are_kept_however_short():
    kept = kept_paragraphs(PARAGRAPHS, "渡口的石阶修好了\n 首页 \n")
    assert kept.tolist() == [True, True, False, False, False]


def test_long_paragraphs_are_found_within_longer_lines_and_short_ones_are_not():
    output = "首页 渡口的石阶修好了 一共四十二级,是用本地的青石铺的 版权所有"
    assert kept_paragraphs(PARAGRAPHS, output).tolist() == [False, True, True, False, False]


def test_a_paragraph_is_found_across_the_output_s_line_breaks():
    assert kept_paragraphs(PARAGRAPHS, "一共四十二级，\n是用本地的青石铺的。")[2]


def test_nothing_gives_nothing():
    assert not kept_paragraphs(PARAGRAPHS, "").any()
    assert not kept_paragraphs(PARAGRAPHS, "——").any()
    assert kept_paragraphs((), "首页").shape == (0,)
