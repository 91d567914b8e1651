// The review page. Everything that comes from a page goes through textContent: nothing is ever parsed as markup.

// ---------------------------------------------------------------- words

const WORDS = {
  en: {
    labels: ["Body", "Heading", "Metadata", "Comment", "Navigation", "Related", "Footer", "Promotion", "Gambling", "Adult"],
    signs: ["B", "H", "M", "C", "N", "R", "F", "P", "G", "A"],
    verdicts: { article: "article", list: "list", spam: "spam", hijacked: "hijacked", empty: "empty" },
    other: "中文", pages: "Pages", theme: "Light or dark", help: "Help", add: "Add page", train: "Train again",
    search: "Name, title or site", anyVerdict: "All verdicts", anyLabel: "All labels", anySite: "All sites",
    hardest: "Hardest first", byName: "By name", count: (n, all, done) => `${n} of ${all} pages, ${done} labelled`,
    emptyTitle: "No page open", emptyText: "Paste a text or HTML here, drop a file, or choose a page on the left.",
    numbers: (kept, all, share) => `${kept} of ${all} characters kept, ${share} % dropped`,
    views: { all: "All", kept: "Kept", dropped: "Dropped" }, undo: "Undo (u)", save: "Save", saved: "Saved", next: "Next",
    details: "Title, site and kind", paragraphs: "Paragraphs", paragraph: (i, n) => `Paragraph ${i} of ${n}`,
    chosen: (n) => `${n} paragraphs chosen`, kept: "kept", dropped: "dropped", close: "Close",
    machine: (l, p) => `Model: ${l}, ${p} %`, person: (l) => `You: ${l}`, before: (l) => `Saved: ${l}`,
    rule: (r) => `Rule: ${r}`, why: "Why the model says so", noWhy: "A rule decided.", junk: (p) => `junk ${p}`,
    setLabel: "Set the label", paragraphsShort: "paragraphs", labelled: "labelled", differ: (n) => `${n} differ`,
    addTitle: "Add a page", addHint: "One paragraph a line, or HTML source", openFile: "Open file…", cancel: "Cancel",
    show: "Show", kinds: { auto: "Text or HTML", text: "Text", html: "HTML" },
    detailsTitle: "What is saved with the labels", headerTitle: "Title", headerSite: "Site (training keeps pages of a site together)",
    headerKind: "Kind of site", headerNote: "Saved in", done: "Done",
    conflictTitle: "Saved elsewhere meanwhile", conflictText: "Another tab or program has saved labels of this page since you opened it. Nothing was overwritten.",
    conflictMine: "Save mine over them", conflictTheirs: "Show theirs",
    trainTitle: "Train again", trainGo: "Train", trainStop: "Stop", trainUse: "Use the new model", trainBack: "Back to the model before",
    trainOn: (n) => `Trains a new model on ${n} labelled pages here, and on:`, trainNothing: "Save a few pages first.",
    trainTook: (s) => `${s} s`, trainFailed: "The training has failed", trainStopped: "Stopped",
    trainDone: "A new model is ready", measure: "Measure", old: "Before", now: "After",
    trainKnown: "On the labelled pages here. The new model has learnt from them; this is no forecast.",
    trainUnseen: (n) => `On sites it had not seen (${n} pages of its training data, each told without its site)`,
    trainChanged: (n, all) => `${n} of ${all} paragraphs changed`, usedNow: "The new model labels the pages now.",
    measures: { line_f1: "Line F1", page_f1: "Page F1", page_character_f1: "Page-character F1", macro_f1: "Macro F1 of ten labels", calibration_error: "Calibration error of junk" },
    helpTitle: "Keys and signs", wasSaved: (f) => `Saved in ${f}`, noNext: "No page left", copied: "Copied",
    lost: "The server does not answer. Is it still running?", keyNames: {
      "j k ↓ ↑": "next, previous paragraph", "Shift + j k": "choose a range", "a": "choose the run of the same label around",
      "d Shift+d": "next, previous doubtful paragraph", "1 … 9 0": "set the label", "u": "undo", "s": "save", "Enter": "save, and open the next page",
      "n": "open the next page", "f": "all, kept, dropped", "Esc": "end the choice, close", "?": "this help" },
    legend: "Filled signs are kept, hollow ones dropped. The thin bar is the probability of junk. A struck-out sign on the right is the model's label where yours differs.",
    unsaved: "not saved",
  },
  zh: {
    labels: ["正文", "标题", "元信息", "评论", "导航", "相关推荐", "页脚", "推广", "博彩", "色情"],
    signs: ["正", "题", "元", "评", "航", "荐", "脚", "广", "赌", "色"],
    verdicts: { article: "文章", list: "列表", spam: "垃圾", hijacked: "被劫持", empty: "空" },
    other: "English", pages: "页面", theme: "浅色或深色", help: "帮助", add: "添加页面", train: "重新训练",
    search: "名称、标题或站点", anyVerdict: "全部判定", anyLabel: "全部标签", anySite: "全部站点",
    hardest: "最难的在前", byName: "按名称", count: (n, all, done) => `${all} 页中的 ${n} 页，已标注 ${done} 页`,
    emptyTitle: "没有打开的页面", emptyText: "在这里粘贴文本或 HTML，拖入文件，或在左侧选一个页面。",
    numbers: (kept, all, share) => `保留 ${kept} / ${all} 字，丢弃 ${share} %`,
    views: { all: "全部", kept: "保留", dropped: "丢弃" }, undo: "撤销（u）", save: "保存", saved: "已保存", next: "下一页",
    details: "标题、站点和类型", paragraphs: "段落", paragraph: (i, n) => `第 ${i} 段，共 ${n} 段`,
    chosen: (n) => `已选 ${n} 段`, kept: "保留", dropped: "丢弃", close: "关闭",
    machine: (l, p) => `模型：${l}，${p} %`, person: (l) => `您：${l}`, before: (l) => `已存：${l}`,
    rule: (r) => `规则：${r}`, why: "模型的理由", noWhy: "由规则决定。", junk: (p) => `垃圾概率 ${p}`,
    setLabel: "设置标签", paragraphsShort: "段", labelled: "已标注", differ: (n) => `${n} 处不同`,
    addTitle: "添加页面", addHint: "一行一段的文本，或 HTML 源码", openFile: "打开文件…", cancel: "取消",
    show: "显示", kinds: { auto: "文本或 HTML", text: "文本", html: "HTML" },
    detailsTitle: "与标签一起保存的内容", headerTitle: "标题", headerSite: "站点（训练时同一站点的页面不会拆开）",
    headerKind: "站点类型", headerNote: "保存到", done: "完成",
    conflictTitle: "已在别处保存", conflictText: "您打开本页之后，另一个标签页或程序保存了它的标签。没有覆盖任何内容。",
    conflictMine: "用我的覆盖", conflictTheirs: "显示对方的",
    trainTitle: "重新训练", trainGo: "训练", trainStop: "停止", trainUse: "使用新模型", trainBack: "回到之前的模型",
    trainOn: (n) => `用这里已标注的 ${n} 页训练新模型，数据：`, trainNothing: "请先保存几个页面。",
    trainTook: (s) => `${s} 秒`, trainFailed: "训练失败", trainStopped: "已停止",
    trainDone: "新模型已就绪", measure: "指标", old: "之前", now: "之后",
    trainKnown: "在这里已标注的页面上。新模型学过这些页面，不能当作预测。",
    trainUnseen: (n) => `在没见过的站点上（训练数据中的 ${n} 页，判断每页时不含其站点）`,
    trainChanged: (n, all) => `${all} 段中有 ${n} 段改变`, usedNow: "现在由新模型标注页面。",
    measures: { line_f1: "行 F1", page_f1: "页 F1", page_character_f1: "页字符 F1", macro_f1: "十标签宏 F1", calibration_error: "垃圾概率校准误差" },
    helpTitle: "按键与图例", wasSaved: (f) => `已保存到 ${f}`, noNext: "没有剩下的页面", copied: "已复制",
    lost: "服务器没有回应，它还在运行吗？", keyNames: {
      "j k ↓ ↑": "下一段、上一段", "Shift + j k": "选择一段范围", "a": "选中前后同标签的连续段落",
      "d Shift+d": "下一个、上一个存疑段落", "1 … 9 0": "设置标签", "u": "撤销", "s": "保存", "Enter": "保存并打开下一页",
      "n": "打开下一页", "f": "全部、保留、丢弃", "Esc": "取消选择，关闭", "?": "本帮助" },
    legend: "实心标记为保留，空心为丢弃。细条是垃圾概率。右侧带删除线的标记是模型的标签，当它与您的不同时显示。",
    unsaved: "未保存",
  },
};

const KEYS = "1234567890";
const DOUBT = 0.6; // a label less probable than this is worth a look
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const $ = (id) => document.getElementById(id);
const store = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } },
  set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* private window: lasts as long as the page */ } } };
let language = store.get("language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
let t = WORDS[language];

// Characters that print nothing or turn the writing direction are spelled out.
const printable = (text) => text.replace(HIDDEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
const number = (n) => n.toLocaleString("en-US");

function make(tag, name = "", text = null, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== null) element.textContent = text;
  element.append(...children);
  return element;
}

const sign = (label, hollow = false) => make("b", `sign l${label}${hollow ? " hollow" : ""}`, t.signs[label]);

let toasting = 0;
function toast(message) {
  $("toast").textContent = printable(message);
  $("toast").classList.add("on");
  clearTimeout(toasting);
  toasting = setTimeout(() => $("toast").classList.remove("on"), 3500);
}

// ---------------------------------------------------------------- server

const place = () => new URLSearchParams(location.hash.slice(1));

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(`/api/${path}`, { ...options, headers: { "X-Review-Token": place().get("token") ?? "", ...options.headers } });
  } catch {
    throw Object.assign(new Error(t.lost), { status: 0 });
  }
  const value = await response.json();
  if (!response.ok) throw Object.assign(new Error(value.error), { status: response.status });
  return value;
}

const attempt = (work) => work.catch((error) => toast(error.message));

// ---------------------------------------------------------------- long lists: only what is visible is in the document

class LongList {
  constructor(scroller, draw, guess) {
    Object.assign(this, { scroller, draw, guess, count: 0, rows: new Map(), frame: 0 });
    this.space = make("div", "space");
    this.space.role = "presentation";
    scroller.append(this.space);
    scroller.addEventListener("scroll", () => this.paint(), { passive: true });
    new ResizeObserver(() => { if (scroller.clientWidth !== this.width) this.reset(this.count); else this.later(); }).observe(scroller);
  }

  reset(count, top = null) {
    this.count = count;
    this.width = this.scroller.clientWidth;
    this.heights = new Float64Array(count);
    for (let i = 0; i < count; i++) this.heights[i] = this.guess(i, this.width);
    this.rows.clear();
    this.add();
    if (top !== null) this.scroller.scrollTop = top;
    this.paint();
  }

  add() { // where each row begins
    this.tops = new Float64Array(this.count + 1);
    for (let i = 0; i < this.count; i++) this.tops[i + 1] = this.tops[i] + this.heights[i];
    this.space.style.height = `${this.tops[this.count]}px`;
  }

  at(y) { // the row at a height
    let low = 0, high = this.count;
    while (low < high - 1) { const middle = (low + high) >> 1; if (this.tops[middle] <= y) low = middle; else high = middle; }
    return low;
  }

  later() { if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.paint(); }); }

  paint() {
    if (!this.count || !this.scroller.clientHeight) { this.space.replaceChildren(); this.rows.clear(); this.onpaint?.(); return; }
    for (let again = 0; again < 4 && this.fill(); again++);
    this.onpaint?.();
  }

  fill() { // draws what is visible; whether heights turned out otherwise than guessed
    const { scroller, rows } = this;
    const top = scroller.scrollTop, view = scroller.clientHeight;
    const first = this.at(Math.max(0, top - view / 2)), last = this.at(top + view * 1.5);
    const anchor = this.at(top), inside = top - this.tops[anchor];
    for (const i of rows.keys()) if (i < first || i > last) rows.delete(i);
    const fresh = [];
    for (let i = first; i <= last; i++) if (!rows.has(i)) { const row = this.draw(i); row.classList.add("item"); rows.set(i, row); fresh.push(i); }
    const wanted = [];
    for (let i = first; i <= last; i++) { const row = rows.get(i); row.style.transform = `translateY(${this.tops[i]}px)`; wanted.push(row); }
    if (fresh.length || this.space.childElementCount !== wanted.length) this.space.replaceChildren(...wanted);
    let changed = false;
    for (const i of fresh) {
      const height = rows.get(i).getBoundingClientRect().height;
      if (Math.abs(height - this.heights[i]) > 0.5) { this.heights[i] = height; changed = true; }
    }
    if (!changed) return false;
    this.add();
    if (anchor >= first) scroller.scrollTop = this.tops[anchor] + inside;
    return true;
  }

  redraw(i) { if (this.rows.has(i)) { this.rows.delete(i); this.later(); } }

  reveal(i) {
    for (let again = 0; again < 3; again++) {
      const view = this.scroller.clientHeight, margin = Math.min(80, view / 5);
      if (this.tops[i] < this.scroller.scrollTop + margin) this.scroller.scrollTop = this.tops[i] - margin;
      else if (this.tops[i + 1] > this.scroller.scrollTop + view - margin) this.scroller.scrollTop = this.tops[i + 1] - view + margin;
      else break;
      this.paint();
    }
  }
}

// ---------------------------------------------------------------- the list of pages

let pages = [], wanted = [], shown = [];
const visited = new Set();
const pageList = new LongList($("page-list"), drawEntry, () => 70);

function drawEntry(i) {
  const page = pages[shown[i]];
  const row = make("div", "entry");
  row.role = "option";
  row.id = `entry-${page.number}`;
  row.setAttribute("aria-selected", String(page.number === current?.number));
  row.setAttribute("aria-setsize", String(shown.length));
  row.setAttribute("aria-posinset", String(i + 1));
  const name = make("span", "", printable(page.title || page.name));
  name.title = printable(page.name);
  row.append(make("div", "name", null, name, make("span", `badge v-${page.verdict}`, t.verdicts[page.verdict])));
  const done = page.labelled ? `✓ ${page.differences ? t.differ(page.differences) : t.labelled}` : "";
  row.append(make("div", "more", null, make("span", "", printable(page.site)), make("span", "", done),
    make("span", "", `${number(page.paragraphs)} ${t.paragraphsShort}`)));
  const strip = make("div", "strip");
  page.counts.forEach((n, label) => { if (n) { const part = make("i", `l${label}`); part.style.flex = String(n); strip.append(part); } });
  row.append(strip);
  row.addEventListener("click", () => attempt(open(page.number)));
  return row;
}

function options(select, values) {
  const before = select.value;
  select.replaceChildren(...values.map(([value, text]) => { const option = make("option", "", printable(text)); option.value = value; return option; }));
  if (values.some(([value]) => value === before)) select.value = before;
}

function fillFilters() {
  options($("filter-verdict"), [["", t.anyVerdict], ...Object.entries(t.verdicts)]);
  options($("filter-label"), [["", t.anyLabel], ...t.labels.map((name, i) => [String(i), name])]);
  const sites = [...new Set(pages.map((page) => page.site))].sort();
  options($("filter-site"), [["", t.anySite], ...sites.map((site) => [site, site])]);
  options($("sort"), [["rank", t.hardest], ["name", t.byName]]);
}

function filterPages() {
  const text = $("filter-text").value.trim().toLowerCase();
  const [verdict, label, site] = ["verdict", "label", "site"].map((key) => $(`filter-${key}`).value);
  shown = pages.filter((page) => (!verdict || page.verdict === verdict) && (!label || page.counts[Number(label)]) &&
    (!site || page.site === site) && (!text || `${page.name}\n${page.title}\n${page.site}`.toLowerCase().includes(text)))
    .map((page) => page.number);
  if ($("sort").value === "name") shown.sort((a, b) => pages[a].name.localeCompare(pages[b].name));
  else shown.sort((a, b) => pages[a].rank - pages[b].rank);
  $("page-count").textContent = t.count(number(shown.length), number(pages.length), number(pages.filter((page) => page.labelled).length));
  pageList.reset(shown.length);
  markEntry();
}

function markEntry() {
  const at = current ? shown.indexOf(current.number) : -1;
  for (const [i, row] of pageList.rows) row.setAttribute("aria-selected", String(i === at));
  if (at >= 0) pageList.reveal(at);
  const row = at >= 0 && $(`entry-${current.number}`);
  if (row) $("page-list").setAttribute("aria-activedescendant", row.id);
  else $("page-list").removeAttribute("aria-activedescendant");
}

async function listPages() {
  take(await ask("pages"));
}

function take(list) {
  ({ pages, wanted } = list);
  fillFilters();
  filterPages();
}

// ---------------------------------------------------------------- the page

let current = null; // the page that is open
let person = new Map(); // paragraph -> label given here and not saved yet
let history_ = []; // what undo takes back: [[paragraph, label before or undefined], …]
let cursor = -1, anchor = -1, view = "all", lines = [];
const list = new LongList($("paragraphs"), drawRow, guessHeight);
list.onpaint = () => { moveWindow(); describeCursor(); };

const base = (i) => current.given?.[i] ?? current.machine[i]; // before anything was done here
const labelOf = (i) => person.get(i) ?? base(i);
const isKept = (i) => (labelOf(i) === current.machine[i] ? current.keep[i] : wanted[labelOf(i)]);
const draftKey = () => `draft ${current.file} ${current.version}`;

async function open(page, at = -1) {
  show(await ask(`pages/${page}`), at);
}

function show(page, at = -1) {
  current = page;
  visited.add(page.number);
  person = new Map();
  history_ = [];
  cursor = anchor = at;
  view = "all";
  const draft = sessionStorage.getItem(draftKey());
  if (draft) {
    const { labels, title, site, kind } = JSON.parse(draft);
    person = new Map(labels);
    Object.assign(current, { title, site, kind });
  }
  const hash = place();
  hash.set("page", String(page.number));
  history.replaceState(null, "", `#${hash}`);
  $("empty").hidden = true;
  $("page").hidden = false;
  $("pages").classList.remove("open");
  $("show-pages").setAttribute("aria-expanded", "false");
  inspect(at >= 0 || !narrow());
  drawHead();
  setView("all");
  if (at >= 0) list.reveal(lines.indexOf(at));
  markEntry();
}

function drawHead() {
  document.title = `${printable(current.title)} – classifier review`;
  $("title").textContent = printable(current.title || current.name);
  $("title").title = printable(current.name);
  $("verdict").textContent = t.verdicts[current.verdict];
  $("verdict").className = `badge v-${current.verdict}`;
  count();
}

function count() {
  let kept = 0, all = 0, keptLines = 0;
  current.lines.forEach((line, i) => { all += line.length; if (isKept(i)) { kept += line.length; keptLines++; } });
  $("numbers").textContent = t.numbers(number(kept), number(all), all ? Math.round(100 * (1 - kept / all)) : 0);
  const sizes = { all: current.lines.length, kept: keptLines, dropped: current.lines.length - keptLines };
  $("views").replaceChildren(...Object.entries(t.views).map(([key, name]) => {
    const button = make("button", "", `${name} `, make("small", "", number(sizes[key])));
    button.setAttribute("aria-pressed", String(key === view));
    button.addEventListener("click", () => setView(key));
    return button;
  }));
  $("undo").disabled = !history_.length;
  const unchanged = current.given !== null && !person.size && !current.renamed;
  $("save").disabled = unchanged;
  $("save").setAttribute("aria-label", unchanged ? t.saved : t.save);
  $("save-text").textContent = unchanged ? t.saved : t.save;
}

function setView(name) {
  view = name;
  lines = [...current.lines.keys()].filter((i) => view === "all" || isKept(i) === (view === "kept"));
  list.reset(lines.length, 0);
  if (!lines.includes(cursor)) cursor = anchor = -1;
  else list.reveal(lines.indexOf(cursor));
  count();
  drawMap();
  drawInspector();
}

function guessHeight(i, width) {
  const text = current.lines[lines[i]];
  const room = narrow() ? width - 22 : Math.min(832, width - (width > 640 ? 220 : 180));
  return Math.ceil((text.length * 16) / Math.max(room, 100)) * (narrow() ? 26 : 27) + (narrow() ? 34 : 10);
}

function drawRow(i) {
  const p = lines[i], label = labelOf(p), kept = isKept(p);
  const row = make("div", `row l${label}${kept ? "" : " out drop"}${p === cursor ? " here" : ""}`);
  row.role = "option";
  row.id = `p${p}`;
  row.setAttribute("aria-selected", String(isChosen(i)));
  row.setAttribute("aria-posinset", String(i + 1));
  row.setAttribute("aria-setsize", String(lines.length));
  const junk = current.junk[p];
  const fill = make("i");
  fill.style.width = `${100 * junk}%`;
  const bar = make("span", "bar", null, fill);
  const head = make("span", "head-cell", null, make("span", "chip", null, sign(label), make("span", "name", t.labels[label])), bar);
  head.title = `${t.labels[label]}, ${kept ? t.kept : t.dropped}, ${t.junk(junk.toFixed(2))}`;
  const mark = make("span", "mark");
  if (label !== current.machine[p]) mark.append(sign(current.machine[p], true));
  mark.title = person.has(p) ? `${t.person(t.labels[label])} (${t.unsaved})` : "";
  if (person.has(p)) mark.append("•");
  const text = make("span", "text", printable(current.lines[p]));
  text.lang = "zh";
  text.dir = "auto";
  row.append(make("span", "no", String(p + 1)), head, text, mark);
  row.addEventListener("click", (event) => { moveTo(i, event.shiftKey); inspect(true); });
  return row;
}

function isChosen(i) {
  if (cursor < 0) return false;
  const [a, b] = [lines.indexOf(cursor), lines.indexOf(anchor)].sort((x, y) => x - y);
  return i >= a && i <= b;
}

function chosen() { // positions in the view
  if (cursor < 0) return [];
  const [a, b] = [lines.indexOf(cursor), lines.indexOf(anchor)].sort((x, y) => x - y);
  return Array.from({ length: b - a + 1 }, (_, k) => a + k);
}

function describeCursor() {
  const box = $("paragraphs");
  if (cursor >= 0 && $(`p${cursor}`)) box.setAttribute("aria-activedescendant", `p${cursor}`);
  else box.removeAttribute("aria-activedescendant");
}

function moveTo(i, extend = false) {
  if (!lines.length) return;
  const at = Math.max(0, Math.min(lines.length - 1, i));
  for (const k of chosen()) list.redraw(k);
  cursor = lines[at];
  if (!extend || anchor < 0) anchor = cursor;
  for (const k of chosen()) list.redraw(k);
  list.reveal(at);
  list.paint();
  drawInspector();
}

const step = (by, extend) => moveTo(cursor < 0 ? (by > 0 ? 0 : lines.length - 1) : lines.indexOf(cursor) + by, extend);

function doubtful(by) { // the next paragraph of whose label the model is not sure, and nobody has said otherwise
  const start = cursor < 0 ? (by > 0 ? -1 : lines.length) : lines.indexOf(cursor);
  for (let i = start + by; i >= 0 && i < lines.length; i += by) {
    if (current.sure[lines[i]] < DOUBT && !person.has(lines[i])) return moveTo(i);
  }
  return undefined;
}

function chooseRun() {
  if (cursor < 0) return;
  let a = lines.indexOf(cursor), b = a;
  const label = labelOf(cursor);
  while (a > 0 && labelOf(lines[a - 1]) === label) a--;
  while (b < lines.length - 1 && labelOf(lines[b + 1]) === label) b++;
  [anchor, cursor] = [lines[a], lines[b]];
  refresh();
}

function refresh() { // after labels or choice have changed
  list.rows.clear();
  list.paint();
  count();
  drawMap();
  drawInspector();
}

// ---------------------------------------------------------------- correcting

function setLabel(label) {
  const before = [];
  for (const i of chosen()) {
    const p = lines[i];
    if (labelOf(p) === label) continue;
    before.push([p, person.get(p)]);
    if (label === base(p)) person.delete(p);
    else person.set(p, label);
  }
  if (!before.length) return;
  history_.push(before);
  keepDraft();
  refresh();
}

function undo() {
  const last = history_.pop();
  if (!last) return;
  for (const [p, label] of last) { if (label === undefined) person.delete(p); else person.set(p, label); }
  [anchor, cursor] = [last[0][0], last[last.length - 1][0]];
  if (view !== "all") setView("all");
  keepDraft();
  refresh();
  list.reveal(lines.indexOf(cursor));
}

function keepDraft() { // so that a reload loses nothing
  const { title, site, kind } = current;
  if (person.size || current.renamed) sessionStorage.setItem(draftKey(), JSON.stringify({ labels: [...person], title, site, kind }));
  else sessionStorage.removeItem(draftKey());
}

async function save(version = current.version) {
  const page = current;
  const labels = page.lines.map((_, i) => labelOf(i));
  const { title, site, kind } = page;
  try {
    const saved = await ask(`pages/${page.number}`, { method: "PUT", body: JSON.stringify({ version, labels, title, site, kind }) });
    sessionStorage.removeItem(draftKey());
    Object.assign(page, saved, { given: labels, renamed: false });
    Object.assign(pages[page.number], saved);
    if (page === current) { person = new Map(); history_ = []; refresh(); }
    filterPages();
    toast(t.wasSaved(page.file));
    return true;
  } catch (error) {
    if (error.status !== 409) throw error;
    $("conflict-dialog").showModal();
    return false;
  }
}

async function settleConflict(mine) {
  $("conflict-dialog").close();
  const theirs = await ask(`pages/${current.number}`);
  if (mine) { await save(theirs.version); return; }
  sessionStorage.removeItem(draftKey());
  show(theirs, cursor);
}

async function next() {
  const open_ = shown.filter((page) => !visited.has(page) && !pages[page].labelled);
  const [page] = open_.length ? open_ : shown.filter((number_) => !visited.has(number_));
  if (page === undefined) toast(t.noNext);
  else await open(page);
}

// ---------------------------------------------------------------- the paragraph

const narrow = () => matchMedia("(max-width: 900px)").matches;
let explained = 0;

function inspect(on) {
  $("inspector").hidden = !on || !current;
  document.body.classList.toggle("no-inspector", $("inspector").hidden);
  drawInspector();
}

function drawInspector() {
  if (!current || $("inspector").hidden) return;
  const many = chosen().length, p = cursor;
  $("where").textContent = many > 1 ? t.chosen(many) : p < 0 ? t.paragraphs : t.paragraph(p + 1, current.lines.length);
  $("fate").hidden = p < 0;
  $("why").hidden = $("said").hidden = p < 0;
  drawLabelButtons(null);
  if (p < 0) return;
  $("fate").textContent = isKept(p) ? t.kept : t.dropped;
  const said = [t.machine(t.labels[current.machine[p]], Math.round(100 * current.sure[p]))];
  if (current.given && current.given[p] !== current.machine[p]) said.push(t.before(t.labels[current.given[p]]));
  if (person.has(p)) said.push(t.person(t.labels[person.get(p)]));
  $("said").textContent = said.join(" · ");
  clearTimeout(explained);
  explained = setTimeout(() => attempt(explain(current.number, p)), 60); // not for every row of a held key
}

function drawLabelButtons(probabilities) {
  const label = cursor < 0 ? -1 : labelOf(cursor);
  $("label-buttons").replaceChildren(...t.labels.map((name, i) => {
    const button = make("button", `l${i}`, null, sign(i, !wanted[i]), make("span", "name", name), make("kbd", "", KEYS[i]));
    button.setAttribute("aria-pressed", String(i === label));
    button.disabled = cursor < 0;
    button.addEventListener("click", () => setLabel(i));
    if (probabilities) {
      const fill = make("i");
      fill.style.width = `${100 * probabilities[i]}%`;
      button.append(make("span", "bar", null, fill));
      button.title = `${name} ${(100 * probabilities[i]).toFixed(1)} %`;
    }
    return button;
  }));
}

async function explain(page, p) {
  const ruled = current.rules[p];
  const found = await ask(`pages/${page}/reasons/${p}`);
  if (page !== current?.number || p !== cursor) return;
  drawLabelButtons(found.probabilities);
  const most = Math.max(...found.reasons.map(([, weight]) => Math.abs(weight)), 1e-9);
  $("reasons").className = `l${found.label}`;
  $("reasons").replaceChildren(...(ruled === undefined ? found.reasons.map(([word, weight]) => reason(word, weight, most)) : [make("li", "", printable(t.rule(ruled)))]));
}

function reason(word, weight, most) {
  const fill = make("i", weight < 0 ? "minus" : "");
  fill.style.width = `${(50 * Math.abs(weight)) / most}%`;
  const name = make("span", "word", printable(word));
  name.title = printable(word);
  return make("li", "", null, name, make("span", "both", null, fill), make("span", "weight", `${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(2)}`));
}

// ---------------------------------------------------------------- the mini-map

let colours = [];
function readColours() {
  colours = t.labels.map((_, i) => {
    const probe = make("i", `l${i}`);
    probe.style.color = "var(--c)";
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  });
}

function mapScale() {
  const total = list.tops?.[list.count] ?? 0;
  return total ? Math.min($("map").clientHeight / total, 0.12) : 0;
}

function drawMap() {
  const canvas = $("map").firstElementChild, ratio = devicePixelRatio;
  const width = $("map").clientWidth, height = $("map").clientHeight;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const brush = canvas.getContext("2d"), scale = mapScale();
  if (!brush || !list.count || !scale) return;
  brush.scale(ratio, ratio);
  const end = Math.min(height, list.tops[list.count] * scale), thin = scale * (end / list.count) < 1;
  const bar = (i, y, size) => {
    const p = lines[i];
    brush.globalAlpha = isKept(p) ? 1 : 0.55;
    brush.fillStyle = colours[labelOf(p)];
    brush.fillRect(5, y, Math.max(3, Math.min(1, current.lines[p].length / 80) * (width - 9)), size);
  };
  if (thin && list.count > height) for (let y = 0; y < end; y++) bar(list.at(y / scale), y, 1);
  else for (let i = 0; i < list.count; i++) bar(i, list.tops[i] * scale, Math.max(1, list.heights[i] * scale - 1));
  moveWindow();
}

function moveWindow() {
  const scale = mapScale(), box = $("map").lastElementChild, { scroller } = list;
  box.style.transform = `translateY(${scroller.scrollTop * scale}px)`;
  box.style.height = `${Math.max(6, Math.min(scroller.clientHeight, list.tops?.[list.count] ?? 0) * scale)}px`;
}

function scrollByMap(event) {
  const y = event.clientY - $("map").getBoundingClientRect().top, scale = mapScale();
  if (scale) list.scroller.scrollTop = y / scale - list.scroller.clientHeight / 2;
}

// ---------------------------------------------------------------- adding pages

async function add(body, name, kind = "auto") {
  const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/octet-stream";
  const query = new URLSearchParams({ name, kind });
  const page = await ask(`pages?${query}`, { method: "POST", body, headers: { "Content-Type": type } });
  show(page);
  await listPages();
}

async function addFiles(files) {
  for (const file of files) await add(file, file.name);
}

// ---------------------------------------------------------------- training

let polling = 0;

async function drawTraining() {
  clearTimeout(polling);
  const state = await ask("training");
  const running = state.status === "running", done = state.status === "done";
  $("train-go").hidden = running;
  $("train-go").disabled = !state.inputs.length;
  $("train-stop").hidden = !running;
  $("train-use").hidden = !done;
  $("train-use").textContent = state.used ? t.trainBack : t.trainUse;
  $("train-clock").textContent = state.seconds === undefined ? "" : t.trainTook(state.seconds);
  const body = [];
  if (state.inputs.length) {
    body.push(make("p", "", t.trainOn(state.saved)), make("ul", "note", null, ...state.inputs.map((path) => make("li", "", null, make("code", "", printable(path))))));
  } else body.push(make("p", "", t.trainNothing));
  if (state.status === "failed") body.push(make("p", "fault", `${t.trainFailed}: ${printable(state.error)}`));
  if (state.status === "stopped") body.push(make("p", "", t.trainStopped));
  if (running) body.push(make("ol", "", null, ...state.steps.map((text) => make("li", "", printable(text)))));
  if (done) body.push(...outcome(state));
  $("train-body").replaceChildren(...body);
  if (running && $("train-dialog").open) polling = setTimeout(() => attempt(drawTraining()), 500);
}

function outcome({ result, used }) {
  const head = (...names) => make("thead", "", null, make("tr", "", null, ...names.map((name) => make("th", "", name))));
  const figure = (value) => (value === undefined ? "–" : value.toFixed(3));
  const body = (row) => make("tbody", "", null, ...Object.entries(t.measures).map(([key, name]) => make("tr", "", null, make("td", "", name), ...row(key).map((value) => make("td", "", value)))));
  const known = make("table", "", null, head(t.measure, t.old, t.now), body((key) => [figure(result.known.before[key]), figure(result.known.after[key])]));
  const unseen = make("table", "", null, head(t.measure, t.now), body((key) => [figure(result.unseen[key])]));
  const changes = result.changes.map((change) => {
    const button = make("button", "", null, sign(change.from, !wanted[change.from]), make("span", "", "→"), sign(change.to, !wanted[change.to]), make("span", "words", printable(change.text)));
    button.title = `${t.labels[change.from]} → ${t.labels[change.to]}, ${printable(pages[change.page].name)}`;
    button.addEventListener("click", () => { $("train-dialog").close(); attempt(open(change.page, change.index)); });
    return button;
  });
  return [make("p", "", used ? t.usedNow : t.trainDone), make("code", "", printable(result.model)),
    ...(Object.keys(result.known.before).length ? [make("p", "note", t.trainKnown), known] : []),
    make("p", "note", t.trainUnseen(result.measured.pages)), unseen,
    make("h3", "", t.trainChanged(number(result.changed), number(result.paragraphs))), make("div", "changes", null, ...changes)];
}

async function useModel() {
  take(await ask("training/use", { method: "POST" }));
  if (current) await open(current.number, cursor);
  await drawTraining();
}

// ---------------------------------------------------------------- frame

function drawHelp() {
  const keys = Object.entries(t.keyNames).flatMap(([key, text]) => [make("kbd", "", key), make("span", "", text)]);
  const legend = t.labels.map((name, i) => make("span", "chip", null, sign(i, !wanted[i]), make("span", "", `${name} `), make("kbd", "", KEYS[i])));
  $("help-body").replaceChildren(make("div", "keys", null, ...keys), make("p", "note", t.legend), make("div", "legend", null, ...legend));
}

function speak() { // everything that is words, in the language chosen
  t = WORDS[language];
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t[element.dataset.t];
  $("language").textContent = t.other;
  const names = { "show-pages": "pages", theme: "theme", help: "help", add: "add", train: "train", undo: "undo", next: "next", details: "details",
    "close-inspector": "close", "page-list": "pages", pages: "pages", paragraphs: "paragraphs", "filter-text": "search", "filter-verdict": "anyVerdict",
    "filter-label": "anyLabel", "filter-site": "anySite", sort: "hardest", "add-text": "addHint", "add-kind": "kinds", "label-buttons": "setLabel", inspector: "paragraphs", views: "paragraphs" };
  for (const [id, key] of Object.entries(names)) {
    const text = typeof t[key] === "string" ? t[key] : t.addTitle;
    $(id).setAttribute("aria-label", text);
    if ($(id).tagName === "BUTTON") $(id).title = text;
  }
  $("filter-text").placeholder = t.search;
  $("add-text").placeholder = t.addHint;
  options($("add-kind"), Object.entries(t.kinds));
  drawHelp();
  fillFilters();
  filterPages();
  if (current) { drawHead(); refresh(); }
}

function paintTheme() {
  const theme = store.get("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  readColours();
  if (current) drawMap();
}

function switchTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  store.set("theme", dark ? "light" : "dark");
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  readColours();
  if (current) drawMap();
}

const dialogOpen = () => document.querySelector("dialog[open]");
const typing = (event) => event.target.closest?.("input, textarea, select") || dialogOpen();

function onKey(event) {
  if (event.key === "?" && !typing(event)) { $("help-dialog").showModal(); return; }
  if (typing(event) || event.altKey || !current) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "s") { event.preventDefault(); attempt(save()); }
    if (event.key === "z") { event.preventDefault(); undo(); }
    return;
  }
  if (event.target.closest?.("#page-list") && event.key.startsWith("Arrow")) {
    const at = shown.indexOf(current.number) + (event.key === "ArrowDown" ? 1 : -1);
    if (shown[at] !== undefined) attempt(open(shown[at]));
    event.preventDefault();
    return;
  }
  if (event.key === "Enter" && event.target.closest?.("button, a")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key, shift = event.shiftKey;
  const digit = event.code.startsWith("Digit") || event.code.startsWith("Numpad") ? KEYS.indexOf(event.code.at(-1)) : KEYS.indexOf(key);
  const actions = { j: () => step(1, shift), k: () => step(-1, shift), ArrowDown: () => step(1, shift), ArrowUp: () => step(-1, shift),
    d: () => doubtful(shift ? -1 : 1), a: chooseRun, u: undo, s: () => attempt(save()), n: () => attempt(next()),
    Enter: () => attempt(save().then((done) => done && next())),
    f: () => setView({ all: "kept", kept: "dropped", dropped: "all" }[view]),
    Home: () => moveTo(0, shift), End: () => moveTo(lines.length - 1, shift),
    Escape: () => { if (narrow()) inspect(false); anchor = cursor; refresh(); } };
  const action = digit >= 0 && key.length === 1 ? () => setLabel(digit) : actions[key];
  if (!action) return;
  event.preventDefault();
  action();
}

function listen() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain");
    if (!text || typing(event)) return;
    event.preventDefault();
    attempt(add(text, "pasted"));
  });
  for (const kind of ["dragover", "drop", "dragleave"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      document.body.classList.toggle("dropping", kind === "dragover");
      if (kind === "drop" && event.dataTransfer?.files.length) attempt(addFiles(event.dataTransfer.files));
    });
  }
  addEventListener("beforeunload", (event) => { if (person.size) event.preventDefault(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); if (current) drawMap(); });
  new ResizeObserver(() => { if (current) drawMap(); }).observe($("map"));
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  const on = (id, work, kind = "click") => $(id).addEventListener(kind, work);
  on("language", () => { language = language === "zh" ? "en" : "zh"; store.set("language", language); speak(); });
  on("theme", switchTheme);
  on("help", () => $("help-dialog").showModal());
  on("show-pages", () => $("show-pages").setAttribute("aria-expanded", String($("pages").classList.toggle("open"))));
  for (const id of ["filter-verdict", "filter-label", "filter-site", "sort"]) on(id, filterPages, "change");
  on("filter-text", filterPages, "input");
  const ask_ = () => { $("add-text").value = ""; $("add-dialog").showModal(); };
  on("add", ask_);
  on("empty-add", ask_);
  on("add-go", () => { const text = $("add-text").value; if (text.trim()) { $("add-dialog").close(); attempt(add(text, "pasted", $("add-kind").value)); } });
  on("add-file", () => { $("add-dialog").close(); attempt(addFiles($("add-file").files).finally(() => { $("add-file").value = ""; })); }, "change");
  on("undo", undo);
  on("save", () => attempt(save()));
  on("next", () => attempt(next()));
  on("details", () => {
    for (const key of ["title", "site", "kind"]) $(`header-${key}`).value = current[key];
    $("header-file").textContent = printable(current.file);
    $("details-dialog").showModal();
  });
  for (const key of ["title", "site", "kind"]) on(`header-${key}`, () => { current[key] = $(`header-${key}`).value; current.renamed = true; keepDraft(); drawHead(); }, "input");
  on("close-inspector", () => inspect(false));
  on("conflict-mine", () => attempt(settleConflict(true)));
  on("conflict-theirs", () => attempt(settleConflict(false)));
  on("train", () => { $("train-dialog").showModal(); attempt(drawTraining()); });
  on("train-go", () => attempt(ask("training", { method: "POST" }).then(drawTraining)));
  on("train-stop", () => attempt(ask("training", { method: "DELETE" }).then(drawTraining)));
  on("train-use", () => attempt(useModel()));
  const drag = (event) => { if (event.buttons) scrollByMap(event); };
  on("map", (event) => { $("map").setPointerCapture(event.pointerId); scrollByMap(event); }, "pointerdown");
  on("map", drag, "pointermove");
}

async function start() {
  listen();
  paintTheme();
  inspect(false);
  speak();
  await listPages();
  drawHelp();
  const page = Number(place().get("page") ?? NaN);
  if (page >= 0 && page < pages.length) await open(page);
  else if (shown.length) await open(shown[0]);
}

attempt(start());
