// The list of pages: filters, order, and which comes next.

import { $, bus, make, number, options, printable, toast } from "./dom.js";
import { LongList } from "./longlist.js";
import { current, setWanted } from "./page.js";
import { open, show } from "./reader.js";
import { ask, attempt } from "./server.js";
import { t } from "./words.js";

const HEIGHT = 70; // px of an entry: the style sheet's

export let pages = [];
let shown = []; // numbers of the pages that pass the filters, in order
const visited = new Set();
const list = new LongList($("page-list"), drawEntry, () => HEIGHT);

function drawEntry(i) {
  const page = pages[shown[i]], row = make("div", "entry");
  row.role = "option";
  row.id = `entry-${page.number}`;
  row.setAttribute("aria-selected", String(page.number === current?.number));
  row.setAttribute("aria-setsize", String(shown.length));
  row.setAttribute("aria-posinset", String(i + 1));
  const name = make("span", "", printable(page.title || page.name));
  name.title = printable(page.name);
  const done = page.labelled ? `✓ ${page.differences ? t.differ(page.differences) : t.labelled}` : "";
  const strip = make("div", "strip");
  page.counts.forEach((n, label) => {
    if (!n) return;
    const part = make("i", `l${label}`);
    part.style.flex = String(n);
    strip.append(part);
  });
  row.append(
    make("div", "name", null, name, make("span", `badge v-${page.verdict}`, t.verdicts[page.verdict])),
    make("div", "more", null, make("span", "", printable(page.site)), make("span", "", done),
      make("span", "", `${number(page.paragraphs)} ${t.paragraphsShort}`)),
    strip);
  row.addEventListener("click", () => attempt(open(page.number)));
  return row;
}

export function fillFilters() {
  options($("filter-verdict"), [["", t.anyVerdict], ...Object.entries(t.verdicts)]);
  options($("filter-label"), [["", t.anyLabel], ...t.labels.map((name, i) => [String(i), name])]);
  const sites = [...new Set(pages.map((page) => page.site))].sort();
  options($("filter-site"), [["", t.anySite], ...sites.map((site) => [site, site])]);
  options($("sort"), [["rank", t.hardest], ["name", t.byName]]);
}

export function filterPages() {
  const text = $("filter-text").value.trim().toLowerCase();
  const [verdict, label, site] = ["verdict", "label", "site"].map((key) => $(`filter-${key}`).value);
  const passes = (page) => (!verdict || page.verdict === verdict) && (!label || page.counts[Number(label)]) &&
    (!site || page.site === site) && (!text || `${page.name}\n${page.title}\n${page.site}`.toLowerCase().includes(text));
  const byName = (a, b) => pages[a].name.localeCompare(pages[b].name), byRank = (a, b) => pages[a].rank - pages[b].rank;
  shown = pages.filter(passes).map((page) => page.number).sort($("sort").value === "name" ? byName : byRank);
  const done = pages.filter((page) => page.labelled).length;
  $("page-count").textContent = t.count(number(shown.length), number(pages.length), number(done));
  list.reset(shown.length);
  markEntry();
}

function markEntry() {
  const at = current ? shown.indexOf(current.number) : -1;
  for (const [i, row] of list.rows) row.setAttribute("aria-selected", String(i === at));
  if (at >= 0) list.reveal(at);
  const row = at >= 0 && $(`entry-${current.number}`);
  if (row) $("page-list").setAttribute("aria-activedescendant", row.id);
  else $("page-list").removeAttribute("aria-activedescendant");
}

export function closePages() {
  $("pages").classList.remove("open");
  $("show-pages").setAttribute("aria-expanded", "false");
}

bus.addEventListener("opened", () => {
  visited.add(current.number);
  closePages();
  markEntry();
});
bus.addEventListener("saved", ({ detail: brief }) => {
  Object.assign(pages[brief.number], brief);
  filterPages();
});

export async function listPages() {
  takeList(await ask("pages"));
}

export function takeList(answer) {
  pages = answer.pages;
  setWanted(answer.wanted);
  fillFilters();
  filterPages();
}

export async function next() {
  const left = shown.filter((page) => !visited.has(page));
  const page = left.find((one) => !pages[one].labelled) ?? left[0];
  if (page === undefined) toast(t.noNext);
  else await open(page);
}

export async function neighbour(by) { // the entry above or below
  const page = shown[shown.indexOf(current.number) + by];
  if (page !== undefined) await open(page);
}

export async function openFirst(page) {
  if (page >= 0 && page < pages.length) await open(page);
  else if (shown.length) await open(shown[0]);
}

// ---- pages that are pasted, dropped or chosen

export async function add(body, name, kind = "auto") {
  const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/octet-stream";
  const page = await ask(`pages?${new URLSearchParams({ name, kind })}`, { method: "POST", body, headers: { "Content-Type": type } });
  show(page);
  await listPages();
}

export async function addFiles(files) {
  for (const file of files) await add(file, file.name);
}
