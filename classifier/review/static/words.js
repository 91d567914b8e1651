// The page's words in both languages, and the signs of the labels.

import { make, store } from "./dom.js";

const WORDS = {
  en: {
    labels: ["Body", "Heading", "Metadata", "Comment", "Navigation", "Related", "Footer", "Promotion", "Gambling", "Adult"],
    signs: ["B", "H", "M", "C", "N", "R", "F", "P", "G", "A"],
    verdicts: { article: "article", list: "list", spam: "spam", hijacked: "hijacked", empty: "empty" },
    other: "中文", pages: "Pages", theme: "Light or dark", help: "Help", add: "Add page", train: "Train again",
    search: "Name, title or site", anyVerdict: "All verdicts", anyLabel: "All labels", anySite: "All sites",
    hardest: "Hardest first", byName: "By name", count: (n, all, done) => `${n} of ${all} pages, ${done} labelled`,
    emptyTitle: "No page open", emptyText: "Paste a text or HTML here, drop a file, or choose a page on the left.",
    numbers: (kept, all, share) => `${kept} / ${all} characters kept (${share} %)`,
    views: { all: "All", kept: "Kept", dropped: "Dropped" }, undo: "Undo (u)", save: "Save", saved: "Saved", next: "Next", nextKey: "Next page (n)",
    details: "Title, site and kind", paragraphs: "Paragraphs", paragraph: (i, n) => `Paragraph ${i} of ${n}`,
    chosen: (n) => `${n} paragraphs chosen`, kept: "kept", dropped: "dropped", close: "Close",
    machine: (l, p) => `Model: ${l}, ${p} %`, person: (l) => `You: ${l}`, before: (l) => `Saved: ${l}`,
    rule: (r) => `Rule: ${r}`, why: "Why the model says so", whyUnder: (i) => `Paragraph ${i}, under the pointer`, junk: (p) => `junk ${p}`,
    setLabel: "Set the label", verdict: "Verdict", label: "Label", site: "Site", order: "Order", kind: "Kind of text", view: "View", inspector: "Chosen paragraph", pasted: "pasted", noDoubt: "No further doubtful paragraph", paragraphsShort: "paragraphs", labelled: "labelled", differ: (n) => `${n} differ`,
    addTitle: "Add a page", addHint: "One paragraph a line, or HTML source", openFile: "Open file…", cancel: "Cancel",
    show: "Show", kinds: { auto: "Text or HTML", text: "Text", html: "HTML" },
    detailsTitle: "What is saved with the labels", headerTitle: "Title", headerSite: "Site (training keeps pages of a site together)",
    headerKind: "Kind of site", headerNote: "Saved in", done: "Done",
    conflictTitle: "Saved elsewhere meanwhile", conflictText: "Another tab or program has saved labels of this page since you opened it. Nothing was overwritten.",
    conflictMine: "Save mine over them", conflictTheirs: "Show theirs",
    trainTitle: "Train again", trainGo: "Train", trainStop: "Stop", trainUse: "Use the new model", trainBack: "Back to the model before",
    trainOn: (n) => `Trains a new model on what is saved (${n} of the pages here) in:`, trainNothing: "Save a few pages first.",
    trainTook: (s) => `${s} s`, trainFailed: "The training has failed", trainStopped: "Stopped",
    trainDone: "A new model is ready", measure: "Measure", old: "Before", now: "After",
    trainKnown: "On the labelled pages here. The new model has learnt from them; this is no forecast.",
    trainUnseen: (n) => `On sites it had not seen (${n} pages of its training data, each told without its site)`,
    trainChanged: (n, all) => `${n} of ${all} paragraphs changed`, usedNow: "The new model labels the pages now.",
    measures: { line_f1: "Line F1", page_f1: "Page F1", page_character_f1: "Page-character F1", macro_f1: "Macro F1 of ten labels", calibration_error: "Calibration error of junk" },
    helpTitle: "Keys and signs", wasSaved: (f) => `Saved in ${f}`, noNext: "No page left",
    lost: "The server does not answer. Is it still running?", keyNames: {
      "j k ↓ ↑": "next, previous paragraph", "Shift + j k": "choose a range", "a": "choose the run of the same label around",
      "d Shift+d": "next, previous doubtful paragraph; a label then moves on to the next", "w Shift+w": "next, previous paragraph of another label",
      "1 … 9 0": "set the label", "x": "set the model's second choice", "u": "undo", "s": "save", "Enter": "save, and open the next page",
      "n": "open the next page", "f": "all, kept, dropped", "Esc": "end the choice, close", "?": "this help" },
    legend: "Filled signs are kept, hollow ones dropped. The thin bar is the probability of junk. A struck-out sign on the right is the model's label where yours differs. A question mark: the model is least sure here.",
    unsaved: "not saved", doubtful: "doubtful",
  },
  zh: {
    labels: ["正文", "标题", "元信息", "评论", "导航", "相关推荐", "页脚", "推广", "博彩", "色情"],
    signs: ["正", "题", "元", "评", "航", "荐", "脚", "广", "赌", "色"],
    verdicts: { article: "文章", list: "列表", spam: "垃圾", hijacked: "被劫持", empty: "空" },
    other: "English", pages: "页面", theme: "浅色或深色", help: "帮助", add: "添加页面", train: "重新训练",
    search: "名称、标题或站点", anyVerdict: "全部判定", anyLabel: "全部标签", anySite: "全部站点",
    hardest: "最难的在前", byName: "按名称", count: (n, all, done) => `${all} 页中的 ${n} 页，已标注 ${done} 页`,
    emptyTitle: "没有打开的页面", emptyText: "在这里粘贴文本或 HTML，拖入文件，或在左侧选一个页面。",
    numbers: (kept, all, share) => `保留 ${kept} / ${all} 字（${share} %）`,
    views: { all: "全部", kept: "保留", dropped: "丢弃" }, undo: "撤销（u）", save: "保存", saved: "已保存", next: "下一页", nextKey: "下一页（n）",
    details: "标题、站点和类型", paragraphs: "段落", paragraph: (i, n) => `第 ${i} 段，共 ${n} 段`,
    chosen: (n) => `已选 ${n} 段`, kept: "保留", dropped: "丢弃", close: "关闭",
    machine: (l, p) => `模型：${l}，${p} %`, person: (l) => `您：${l}`, before: (l) => `已存：${l}`,
    rule: (r) => `规则：${r}`, why: "模型的理由", whyUnder: (i) => `第 ${i} 段（指针所指）的理由`, junk: (p) => `垃圾概率 ${p}`,
    setLabel: "设置标签", verdict: "判定", label: "标签", site: "站点", order: "顺序", kind: "文本类型", view: "显示", inspector: "所选段落", pasted: "粘贴", noDoubt: "没有更多存疑段落", paragraphsShort: "段", labelled: "已标注", differ: (n) => `${n} 处不同`,
    addTitle: "添加页面", addHint: "一行一段的文本，或 HTML 源码", openFile: "打开文件…", cancel: "取消",
    show: "显示", kinds: { auto: "文本或 HTML", text: "文本", html: "HTML" },
    detailsTitle: "与标签一起保存的内容", headerTitle: "标题", headerSite: "站点（训练时同一站点的页面不会拆开）",
    headerKind: "站点类型", headerNote: "保存到", done: "完成",
    conflictTitle: "已在别处保存", conflictText: "您打开本页之后，另一个标签页或程序保存了它的标签。没有覆盖任何内容。",
    conflictMine: "用我的覆盖", conflictTheirs: "显示对方的",
    trainTitle: "重新训练", trainGo: "训练", trainStop: "停止", trainUse: "使用新模型", trainBack: "回到之前的模型",
    trainOn: (n) => `用已保存的标注（这里的页面中有 ${n} 页）训练新模型：`, trainNothing: "请先保存几个页面。",
    trainTook: (s) => `${s} 秒`, trainFailed: "训练失败", trainStopped: "已停止",
    trainDone: "新模型已就绪", measure: "指标", old: "之前", now: "之后",
    trainKnown: "在这里已标注的页面上。新模型学过这些页面，不能当作预测。",
    trainUnseen: (n) => `在没见过的站点上（训练数据中的 ${n} 页，判断每页时不含其站点）`,
    trainChanged: (n, all) => `${all} 段中有 ${n} 段改变`, usedNow: "现在由新模型标注页面。",
    measures: { line_f1: "行 F1", page_f1: "页 F1", page_character_f1: "页字符 F1", macro_f1: "十标签宏 F1", calibration_error: "垃圾概率校准误差" },
    helpTitle: "按键与图例", wasSaved: (f) => `已保存到 ${f}`, noNext: "没有剩下的页面",
    lost: "服务器没有回应，它还在运行吗？", keyNames: {
      "j k ↓ ↑": "下一段、上一段", "Shift + j k": "选择一段范围", "a": "选中前后同标签的连续段落",
      "d Shift+d": "下一个、上一个存疑段落；设置标签后自动前进", "w Shift+w": "下一个、上一个标签不同的段落",
      "1 … 9 0": "设置标签", "x": "采用模型的第二选择", "u": "撤销", "s": "保存", "Enter": "保存并打开下一页",
      "n": "打开下一页", "f": "全部、保留、丢弃", "Esc": "取消选择，关闭", "?": "本帮助" },
    legend: "实心标记为保留，空心为丢弃。细条是垃圾概率。右侧带删除线的标记是模型的标签，当它与您的不同时显示。问号：模型在这里最没有把握。",
    unsaved: "未保存", doubtful: "存疑",
  },
};

const chosen = () => store.get("language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

export let language = chosen();
export let t = WORDS[language];

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  t = WORDS[language];
  store.set("language", language);
}

export const sign = (label, hollow = false) => make("b", `sign l${label}${hollow ? " hollow" : ""}`, t.signs[label]);
