"""A model so small that it is trained in seconds: two dozen pages, four of them HTML made here."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from classifier.corpus.load import Corpus, load_corpus
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.features.vocabulary import VocabularySettings
from classifier.model.logistic import LogisticSettings
from classifier.model.settings import TrainSettings
from classifier.reading.html import read_html

PAGES = Path(__file__).parent.parent / "training_data" / "pages"
SETTINGS = TrainSettings(
    vocabulary=VocabularySettings(character=2, grams=(2, 2, 3, 2), max_terms=2000),
    first=LogisticSettings(1.0, 40),
    advertising=LogisticSettings(1.0, 40),
    rounds=(LogisticSettings(0.1, 40), LogisticSettings(0.1, 40)),
    html=LogisticSettings(0.3, 30),
    min_token_sites=2,
    folds=3,
    jobs=1,
)

TEMPLATE = """<!DOCTYPE html><html><head><title>{title}</title></head><body>
<div class="nav"><a href="/">网站首页</a></div>
<div class="nav"><a href="/list">{column}</a></div>
<div class="article"><h1>{title}</h1>
<p class="info">{date} 来源：{source}</p>
<p>{first}</p>
<p>{second}</p></div>
<div class="side"><h3>相关阅读</h3><ul><li><a href="/1">{other}</a></li></ul></div>
<div class="ad">{advert}</div>
<div class="footer"><p>版权所有 {source} 备案号{number}</p></div>
</body></html>"""
LABELS = (
    "navigation",
    "navigation",
    "heading",
    "metadata",
    "body",
    "body",
    "related",
    "related",
    "promotion",
    "footer",
)
WRONG = "navigation"
# site, title, column, date, first paragraph, second paragraph, headline of another page, advertising
STORIES = (
    (
        "lanzhou-wanbao.example", "老城墙下的早市搬了家", "本地新闻", "2021-03-04",
        "昨天清晨，摆了三十年的早市搬进了新盖的大棚，摊主们说，下雨天再也不用收摊了。",
        "市场管理员介绍，大棚里有水有电，每个摊位每月只收八十元卫生费。",
        "河滨公园下月开放", "搬家就找顺达，电话随叫随到",
    ),
    (
        "shanqu-jiaoyu.example", "山里小学有了自己的图书室", "校园动态", "2020年9月10日",
        "图书室不大，只有两间屋，却放下了四千多本书，孩子们下课就往里跑。",
        "校长说，书是邻县一所中学的学生一本一本攒起来寄来的。",
        "暑期教师培训开班", "名师一对一辅导，提分看得见",
    ),
    (
        "huajian-nongye.example", "今年的苹果为什么红得早", "农技推广", "2019-10-11",
        "果农老魏掰着手指头算：春天没有倒春寒，夏天雨水匀，秋天昼夜温差大。",
        "技术员提醒大家，果子红得早也要按时采收，过熟的果子不耐贮藏。",
        "冬小麦播种要点", "优质果树苗厂家直销，欢迎来电订购",
    ),
    (
        "binhai-wenhua.example", "渔村的灯塔要修成博物馆", "文化广场", "2022-05-20",
        "灯塔建成于上个世纪初，塔身用当地的青石砌成，高二十一米，至今没有一条裂缝。",
        "设计师打算把守塔人的小屋原样保留，里面摆上他留下的日志和一台旧收音机。",
        "海边音乐会订票开始", "度假海景房，首付低至五万",
    ),
)  # fmt: skip

# A page of whose characters many do not count.
SPACED_OUT = """<html><body><h1>渡 口 的 石 阶</h1><p>修 好 了 ， 一共四十二级\u200b\u200b。</p>
<ul><li><a href="/">首(shǒu)页(yè)</a></li></ul><p>版&nbsp;权&nbsp;所&nbsp;有</p></body></html>"""


def html_page(number: int) -> LabelledPage:
    """One of the HTML pages with its labels."""
    site, title, column, date, first, second, other, advert = STORIES[number]
    html = TEMPLATE.format(
        title=title, column=column, date=date, source=site.split("-")[0], first=first, second=second,
        other=other, advert=advert, number=1000 + number,
    )  # fmt: skip
    lines = tuple(read_html(html).lines())
    # One label of each page is wrong: what can be told without error has no finite calibration.
    labels = [WRONG if place == 2 + 2 * number else label for place, label in enumerate(LABELS)]
    return LabelledPage(site, site, "html", lines, tuple(labels), title=title, html=html)


def small_corpus() -> Corpus:
    """Every twentieth page of the training data, the HTML pages, and two single lines."""
    pages = load_corpus(sorted(PAGES.glob("*/*.txt"))[::20]).pages
    lines = (
        LabelledLine("加微信看更多精彩内容，名额有限", "promotion", "spam"),
        LabelledLine("注册即送彩金八十八元，天天返水", "gambling", "spam"),
    )
    html = tuple(html_page(number) for number in range(len(STORIES)))
    return Corpus(pages=pages + html, lines=lines, silver=(), unlabelled=(), digest="0" * 32)


def array_bytes(value: Any) -> list[bytes]:
    """The bytes of all arrays inside a model's arrays."""
    if is_dataclass(value):
        return [item for field in fields(value) for item in array_bytes(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [item for part in value for item in array_bytes(part)]
    return [value.tobytes()]
