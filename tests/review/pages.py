"""Pages for the review's tests: plain ones, and hostile ones."""

PAGE = """首页
新闻
老街
老街的钟楼停了十年，上个月又响了。
修钟的是退休教师老温，他说零件是一件一件锉出来的。
钟声每天早上七点响一次，街坊们都说听着踏实。
相关阅读
渡口的石阶修好了
版权所有 老街通讯
"""

HTML = """<!DOCTYPE html><html><head><title>河湾村的水磨</title></head><body><div class="nav"><a href="/">首页</a></div>
<h1>河湾村的水磨</h1><p>水磨坊已经有一百二十年，磨盘换过三次，木轮换过七次。</p></body></html>"""

PWN = "window.pwned=(window.pwned||0)+1"
ATTACKS = (
    f"<script>{PWN}</script>",
    f"<img src=x onerror={PWN}>",
    f"\"><svg onload='{PWN}'>",
    f"</title></textarea></style></script><script>{PWN}</script>",
    f"<iframe srcdoc='<script>parent.{PWN}</script>'></iframe>",
    f"<a href='javascript:{PWN}'>点这里</a>",
    f"javascript:{PWN}",
    f"<math><mtext><table><mglyph><style><img src=x onerror={PWN}>",
    f"<input autofocus onfocus={PWN}>",
    f"<details open ontoggle={PWN}>",
    f"'-{PWN}-'",
    f"${{{PWN}}}",
    f"{{{{constructor.constructor('{PWN}')()}}}}",
    f"&lt;script&gt;{PWN}&lt;/script&gt;",
    f"<!--><script>{PWN}</script>-->",
    f"<![CDATA[><script>{PWN}</script>]]>",
    "<style>body{display:none}</style>",
    "<base href='https://evil.example/'><link rel=stylesheet href=//evil.example/a.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action='https://evil.example/'><button>登录</button></form>",
    "首页\u202e\u2066页首\u0007\u0000",
    "__proto__",
)


def numbered(count: int) -> str:
    """A page of so many paragraphs, all different, some long."""
    return "\n".join(
        f"第{i}段：钟楼的第{i}块砖是那一年换的。" + "老砖都留着。" * (i % 7) for i in range(count)
    )
