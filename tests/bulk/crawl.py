"""A little crawl of our own invention, as records and as archives."""

import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.small import html_page

PLACES = ("河东", "山前", "临湖", "石桥", "柳林", "北岸", "渔村")
STORIES = (
    "{place}的老渡口昨天重新开放，一共修了四十二级石阶。\n摆渡的老人说，这条河他走了三十年，从来没有停过一天。",
    "{place}小学的图书室里放下了四千多本书，孩子们下课就往里跑。",
    "promotion:加微信领取{place}优惠券，名额有限\ngambling:注册即送彩金八十八元，天天返水",
)


def records(count: int) -> list[dict[str, Any]]:
    """Records with id, url, text and something of their own."""
    return [
        {
            "id": f"doc-{number}",
            "url": f"https://www.{'abc'[number % 3]}.example/{number}",
            "text": "navigation:首页 > 新闻 > {place}\n\n　　{story}\nfooter:版权所有 {place}日报".format(
                place=PLACES[number % len(PLACES)],
                story=STORIES[number % len(STORIES)].format(place=PLACES[number % len(PLACES)]),
            ),
            "number": number,
            "nested": {"tags": ["甲"], "number": number},
        }
        for number in range(count)
    ]


def lines(rows: Iterable[Any]) -> bytes:
    """Rows as JSON Lines."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def read_lines(path: Path) -> list[Any]:
    """The rows of a JSON Lines file, plain or .gz."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return [json.loads(line) for line in data.splitlines()]


def members(parts: Sequence[bytes]) -> bytes:
    """A gzip file of one member a part."""
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


def html_pages(count: int) -> list[bytes]:
    """HTML pages, no two alike."""
    return [
        (html_page(number % 4).html or "").replace("<h1>", f"<h1>{PLACES[number % 7]}{number}：").encode()
        for number in range(count)
    ]


def warc_record(
    number: int,
    content: bytes,
    *,
    kind: str = "response",
    media: str = "text/html; charset=utf-8",
    status: int = 200,
) -> bytes:
    """One WARC record as FastWARC writes it."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    record = WarcRecord()
    record.init_headers(getattr(WarcRecordType, kind))
    record.headers["WARC-Record-ID"] = f"<urn:uuid:00000000-0000-0000-0000-{number:012}>"
    record.headers["WARC-Date"] = "2024-05-06T07:08:09Z"
    record.headers["WARC-Target-URI"] = f"https://{'abc'[number % 3]}.example/{number}"
    if kind == "response":
        record.headers["Content-Type"] = "application/http; msgtype=response"
        content = f"HTTP/1.1 {status} X\r\nContent-Type: {media}\r\n\r\n".encode() + content
    record.set_bytes_content(content)
    out = io.BytesIO()
    record.write(out)
    return out.getvalue()


def warc(pages: Sequence[bytes]) -> list[bytes]:
    """The records of an archive: each page's request, response and metadata."""
    found = [warc_record(0, b"software: by hand\r\n", kind="warcinfo")]
    for number, page in enumerate(pages):
        found.append(warc_record(number, b"GET / HTTP/1.1\r\n\r\n", kind="request"))
        found.append(warc_record(number, page))
        found.append(warc_record(number, b"fetchTimeMs: 12\r\n", kind="metadata"))
    return found
