"""What the fuzzer starts from: one small valid input of each kind, and the words of each format."""

import gzip
import lzma
import struct
from typing import Final

_TEXT: Final = "今天的天气很好，我们一起去公园看花。\n孩子們在草地上放風箏。 abc\r\n\r加微信看𠮷"
_PAGE: Final = "# site: 拾光\n# kind: news\n# title: 桥\n\nnavigation\t首页\nbody\t河东的石桥昨天通车。\n"
_ROW: Final = (
    '{"id":"a","site":"a.cn","lines":["首页","石桥"],"labels":["navigation","body"],"title":"桥"}\n'
    '{"id":"b","site":"b.cn","lines":["首页"],"content":[0]}\n{"text":"加微信","label":"promotion"}\n'
)
_LABELS: Final = "# where\n" + "0123456789abcdef" * 2 + "\t14n1h1m14b\n"
_POLICY: Final = """threshold = 0.4
drop_page_above = 0.95
[labels]
comment = "keep"
[thresholds]
gambling = 0.8
[[rules]]
name = "ads"
label = "promotion"
words = ["加微信", "甲"]
[[rules]]
label = "body"
pattern = "^甲+(?=乙)"
"""
_HTML: Final = """<!DOCTYPE html><html><head><title>桥 &amp; 路</title><style>p{}</style></head><body>
<div class="nav"><ul><li><a href="/">首页</a></ul></div><h1>石桥</h1><p style="display:none">藏</p>
<table><tr><td>甲<td>乙</table><script>if(a<b){}</script><!-- 注 --><p title='a>b'>昨天<br>通车&nbsp;<b>了</b></p>
<select><option>一</select><pre>x\n y</pre><template>模</template><noscript>无</noscript><![CDATA[x]]></body></html>"""

SEEDS: Final[dict[str, list[bytes]]] = {
    "decode": [
        b"\x00" + _TEXT.encode(written, "ignore")
        for written in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030", "big5hkscs")
    ],
    "html": [
        _HTML.encode(),
        _HTML.encode("gb18030"),
        b"<ul><li>a<li>b</ul>",
        b"<p>&#983041;\xf3\xb0\x80\x81",
    ],
    "policy": [_POLICY.encode(), b""],
    "labels": [
        b"\x00" + _PAGE.encode(),
        b"\x00# label: adult\n# kind: x\n" + "夜色\n".encode(),
        b"\x01" + _ROW.encode(),
        b"\x02" + _LABELS.encode(),
        b"\x03" + gzip.compress(_ROW.encode(), mtime=0),
        b"\x04" + lzma.compress(_ROW.encode()),
    ],
    "model": [
        b"",
        b"x",
        *(struct.pack("<BBBq", kind, kind, kind, 3) for kind in range(8)),
        struct.pack("<BBBq", 0, 9, 1, 0x7F7FFFFF) * 2,
    ],
}

_TAGS: Final = (
    "<div> </div> <p> </p> <b> </b> <a> </a> <ul> <ol> <li> </li> </ul> </ol> <table> <tr> <td> </td> </tr> </table> "
    "<script> </script> <style> </style> <!-- --> <!--> <textarea> </textarea> <title> </title> <select> <option> "
    "</select> <br> <hr/> <pre> </pre> <xmp> </xmp> <plaintext> <svg> </svg> <math> <template> </template> "
    "<noscript> </noscript> <iframe> </iframe> <h1> </h1> <form> <button> <![CDATA[ ]]> <!DOCTYPE <html> <head> "
    "</head> <body> </body> </html> <frameset> <caption> </p <dl> <dt> <dd> <nav> </ <! <?x?> < > \" ' &nbsp; &#32; "
    "&#10; &amp; &lt; &#xF0001; &#983042; class= id= hidden style= display:none aria-hidden= \xa0 \u3000 \U000f0001 "
    "字 &zwj; &#0; &#xD800; <nobr> <font> <object> <colgroup>"
)
_TOML: Final = (
    "threshold drop_page_above [labels] [thresholds] [[rules]] name label words pattern keep drop = body heading "
    'promotion gambling adult "甲" (?i) (?= (?<= \\\\b [ ] { } ( ) * + ? | ^ $ . nan inf 0.5 1 true """ \'\'\' '
    "1979-05-27 0x1 _ # {1,2} (?P<a> (?:"
)
_KEYS: Final = (
    '# : site kind title label source licence commit chosen body navigation heading promotion \t {"id": "site": '
    '"lines":[ "labels":[ "content":[ "text": "label": null true 1.0 \\\\ud800 \\\\n \\\\u2028 \ufeff \u2028 '
    "\x85 \r 14n1h b g 0123456789abcdef"
)
WORDS: Final[dict[str, list[str]]] = {
    "decode": ["<meta charset=", "\ufeff", "\0", "\ufffd", "gb2312", "big5", "utf-8", "utf-16", "的", "<p>"],
    "html": _TAGS.split(" "),
    "policy": _TOML.split(" "),
    "labels": _KEYS.split(" "),
    "model": ["\0\0\0\0", "\xff\xff"],
}
