"""Converts pages to Traditional Chinese, cleanly or with the noise that careless converters leave."""

from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
from opencc import OpenCC

from classifier.corpus.compose.rows import pick, rows_of, with_rows
from classifier.corpus.record import LabelledPage

_CONFIGS: Final = ("s2t", "s2tw", "s2hk")
_NOISE_RATE: Final = 1 / 3
"""Chance of each kind of noise: about three pages in ten have none, as pages written in Traditional."""

_MARKS: Final = ("，", "、", "“”", "《》", "；：")
"""Punctuation that conversions between code pages lose, pairs together."""

# One character for two, and two for one: what converters do that look at no word.
_WRONG_PAIRS: Final = (
    str.maketrans("後裡裏麵幹乾髮鐘隻製鬆準臺範鬥捲", "后里里面干干發鍾只制松准台范斗卷"),
    str.maketrans("后里面干只制松准台范斗卷", "後裡麵乾隻製鬆準臺範鬥捲"),
)

# Converters that look characters up in a dictionary leave a reading behind: always at the same characters,
# and only at some. Here are common ones that are written otherwise in Simplified Chinese.
_READINGS: Final = (
    "國guó 學xué 開kāi 進jìn 個gè 來lái 過guò 時shí 對duì 說shuō 電diàn 業yè 產chǎn 現xiàn 問wèn 題tí "
    "經jīng 濟jì 網wǎng 購gòu 請qǐng 計jì 點diǎn 鄉xiāng 區qū 場chǎng 機jī 關guān 動dòng 務wù 報bào "
    "記jì 訊xùn 議yì 認rèn 設shè 許xǔ 論lùn 證zhèng 評píng 試shì 語yǔ 課kè 調diào 識shí 讀dú 變biàn "
    "財cái 責zé 貨huò 費fèi 資zī 車chē 辦bàn 農nóng 連lián 運yùn 達dá 遠yuǎn 選xuǎn 醫yī 鐵tiě 銀yín "
    "銷xiāo 錢qián 錯cuò 門mén 閱yuè 陽yáng 際jì 雙shuāng 離lí 雲yún 頁yè 項xiàng 順shùn 預yù 領lǐng "
    "頭tóu 頻pín 風fēng 飛fēi 館guǎn 驗yàn 體tǐ 龍lóng 萬wàn 義yì 習xí 書shū 買mǎi 賣mài 亞yà 億yì "
    "優yōu 價jià 傳chuán 兩liǎng 創chuàng 勢shì 勝shèng 協xié 單dān 歷lì 壓yā 廠chǎng 縣xiàn 幫bāng "
    "廣guǎng 廳tīng 張zhāng 錄lù 戰zhàn 據jù 擴kuò 換huàn 顯xiǎn 極jí 構gòu 標biāo 樣yàng 檢jiǎn 歡huān "
    "溫wēn 滿mǎn 燈dēng 熱rè 愛ài 獨dú 環huán 畫huà 療liáo 盤pán 監jiān 確què 禮lǐ 筆bǐ 節jié 範fàn "
    "簡jiǎn 類lèi 紅hóng 約yuē 級jí 紀jì 線xiàn 組zǔ 結jié 統tǒng 維wéi 聯lián 職zhí 裝zhuāng 規guī "
    "視shì 覺jué 觀guān"
)
_PINYIN: Final = {ord(entry[0]): f"{entry[0]}({entry[1:]})" for entry in _READINGS.split()}


def to_traditional(page: LabelledPage, rng: np.random.Generator) -> LabelledPage:
    """The page in Traditional Chinese (OpenCC: standard, Taiwan or Hong Kong forms), with noise or without.

    Noise is a habit of the converter, so it is the same on the whole page: wrong pairs (皇後, 房子里),
    readings in brackets after some characters, "?" for lost punctuation.
    """
    convert = _converter(pick(rng, _CONFIGS))
    pairs, lost = pick(rng, _WRONG_PAIRS), "".join(rng.permutation(_MARKS)[: rng.integers(1, 4)].tolist())
    tables = (pairs, _PINYIN, str.maketrans(lost, "?" * len(lost)))
    applied = [table for table in tables if rng.random() < _NOISE_RATE]
    rows = rows_of(page)
    for index, (text, label) in enumerate(rows):
        converted = convert(text)
        for table in applied:
            converted = converted.translate(table)
        rows[index] = (converted, label)
    return with_rows(page, rows)


@cache
def _converter(config: str) -> Callable[[str], str]:
    """The conversion of one of _CONFIGS; reading its dictionaries takes some 50 ms, once a process."""
    convert: Callable[[str], str] = OpenCC(config).convert
    return convert
