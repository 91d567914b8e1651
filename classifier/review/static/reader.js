// The reader: the open page's paragraphs, the cursor among them, and the labels they are given.

import { $, make, narrow, number, printable, tell, toast } from "./dom.js";
import { inspect } from "./inspector.js";
import { LongList } from "./longlist.js";
import { MiniMap } from "./map.js";
import {
  canUndo, current, forgetDraft, give, isDoubtful, isKept, isNew, isSaved, labelOf, rename, store, take, takeBack,
} from "./page.js";
import { explainUnder, followPointer } from "./reasons.js";
import { ask, place } from "./server.js";
import { sign, t } from "./words.js";

const VIEWS = ["all", "kept", "dropped"];

let view = "all";
let lines = []; // the paragraphs in view, in order
let places = []; // paragraph -> its place in view, -1 where it is not
let cursor = -1, anchor = -1; // paragraphs; the choice is what lies between them
let walking = false; // from one doubtful paragraph to the next: a label moves on

const list = new LongList($("paragraphs"), drawRow, guessHeight);
const map = new MiniMap(list, (i) => lines[i]);
followPointer($("paragraphs"));
list.onpaint = () => { map.moveView(); describeCursor(); };

// ---- the page as a whole

export async function open(page, at = -1) {
  show(await ask(`pages/${page}`), at);
}

export function show(page, at = -1) {
  take(page);
  cursor = anchor = at;
  walking = false;
  const hash = place();
  hash.set("page", String(page.number));
  history.replaceState(null, "", `#${hash}`);
  $("empty").hidden = true;
  $("page").hidden = false;
  showInspector(at >= 0 || !narrow());
  drawHead();
  setView("all");
  tell("opened");
}

export function reopen() { // the same page, after the model has changed
  return open(current.number, cursor);
}

export function drawHead() {
  document.title = `${printable(current.title)} – classifier review`;
  $("title").textContent = printable(current.title || current.name);
  $("title").title = printable(current.name);
  $("verdict").textContent = t.verdicts[current.verdict];
  $("verdict").className = `badge v-${current.verdict}`;
  count();
}

function count() {
  let kept = 0, all = 0, keptLines = 0;
  current.lines.forEach((line, p) => {
    all += line.length;
    if (isKept(p)) { kept += line.length; keptLines++; }
  });
  $("numbers").textContent = t.numbers(number(kept), number(all), all ? Math.round((100 * kept) / all) : 0);
  const sizes = [current.lines.length, keptLines, current.lines.length - keptLines];
  $("views").replaceChildren(...VIEWS.map((key, i) => {
    const button = make("button", "", `${t.views[key]} `, make("small", "", number(sizes[i])));
    button.setAttribute("aria-pressed", String(key === view));
    button.addEventListener("click", () => setView(key));
    return button;
  }));
  const saved = isSaved();
  $("undo").disabled = !canUndo();
  $("save").disabled = saved;
  $("save").setAttribute("aria-label", saved ? t.saved : t.save);
  $("save-text").textContent = saved ? t.saved : t.save;
}

function setView(name) {
  view = name;
  lines = [...current.lines.keys()].filter((p) => view === "all" || isKept(p) === (view === "kept"));
  places = new Int32Array(current.lines.length).fill(-1);
  lines.forEach((p, i) => { places[p] = i; });
  if ((places[cursor] ?? -1) < 0 || places[anchor] < 0) cursor = anchor = -1;
  list.reset(lines.length, 0);
  if (cursor >= 0) list.reveal(places[cursor]);
  refresh();
}

export const turnView = () => setView(VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length]);

export function refresh() { // after labels, choice or language have changed
  list.rows.clear();
  list.paint();
  count();
  map.draw();
  drawInspector();
}

export function recolour() {
  if (current) map.draw();
}

// ---- rows

function guessHeight(i, width) {
  const text = current.lines[lines[i]], small = narrow();
  const room = small ? width - 22 : Math.min(832, width - (width > 640 ? 220 : 180));
  return Math.ceil((text.length * 16) / Math.max(room, 100)) * (small ? 26 : 27) + (small ? 34 : 10);
}

function drawRow(i) {
  const p = lines[i], label = labelOf(p), kept = isKept(p), junk = current.junk[p];
  const row = make("div", `row l${label}${kept ? "" : " out"}${p === cursor ? " here" : ""}`);
  row.role = "option";
  row.id = `p${p}`;
  row.setAttribute("aria-selected", String(isChosen(i)));
  row.setAttribute("aria-posinset", String(i + 1));
  row.setAttribute("aria-setsize", String(lines.length));
  const fill = make("i");
  fill.style.width = `${100 * junk}%`;
  const head = make("span", "head-cell", null,
    make("span", "chip", null, sign(label, !kept), make("span", "name", t.labels[label])), make("span", "bar", null, fill));
  head.title = `${t.labels[label]}, ${kept ? t.kept : t.dropped}, ${t.junk(junk.toFixed(2))}`;
  const text = make("span", "text", printable(current.lines[p]));
  text.lang = "zh";
  text.dir = "auto";
  row.append(make("span", "no", String(p + 1)), head, text, drawMark(p, label));
  row.addEventListener("click", (event) => { moveTo(i, event.shiftKey); showInspector(true); });
  return row;
}

function drawMark(p, label) { // where the label is not the model's, where it is not saved yet, and where it is doubtful
  const machine = current.machine[p], mark = make("span", "mark");
  if (label !== machine) mark.append(sign(machine, true));
  if (isNew(p)) mark.append("•");
  if (isDoubtful(p)) mark.append("?");
  mark.title = [label === machine ? "" : t.machine(t.labels[machine], Math.round(100 * current.sure[p])),
    isNew(p) ? t.unsaved : "", isDoubtful(p) ? t.doubtful : ""].filter(Boolean).join(" · ");
  return mark;
}

// ---- cursor and choice

function ends() { // first and last place of the choice
  const a = places[cursor] ?? -1, b = places[anchor] ?? -1;
  return a < b ? [a, b] : [b, a];
}

function isChosen(i) {
  const [a, b] = ends();
  return cursor >= 0 && i >= a && i <= b;
}

function chosen() { // the chosen paragraphs
  const [a, b] = ends();
  return cursor < 0 ? [] : lines.slice(a, b + 1);
}

function describeCursor() {
  const box = $("paragraphs");
  if (cursor >= 0 && $(`p${cursor}`)) box.setAttribute("aria-activedescendant", `p${cursor}`);
  else box.removeAttribute("aria-activedescendant");
}

function redrawChosen() {
  for (const p of chosen()) list.redraw(places[p]);
}

export function moveTo(i, extend = false) {
  if (!lines.length) return;
  const at = Math.max(0, Math.min(lines.length - 1, i));
  explainUnder(-1);
  walking = false;
  redrawChosen();
  cursor = lines[at];
  if (!extend || anchor < 0) anchor = cursor;
  redrawChosen();
  list.reveal(at);
  list.paint();
  drawInspector();
}

export const toEnd = (extend) => moveTo(lines.length - 1, extend);

export function step(by, extend) {
  if (cursor < 0) moveTo(by > 0 ? 0 : lines.length - 1);
  else moveTo(places[cursor] + by, extend);
}

export function toDoubtful(by) { // the next paragraph of whose label the model is not sure
  const start = cursor < 0 ? (by > 0 ? -1 : lines.length) : places[cursor];
  for (let i = start + by; i >= 0 && i < lines.length; i += by) {
    if (!isDoubtful(lines[i])) continue;
    moveTo(i);
    walking = true;
    return;
  }
  toast(t.noDoubt);
}

function runAround(i) { // first and last place of the run of one label
  const label = labelOf(lines[i]);
  let a = i, b = i;
  while (a > 0 && labelOf(lines[a - 1]) === label) a--;
  while (b < lines.length - 1 && labelOf(lines[b + 1]) === label) b++;
  return [a, b];
}

export function toOtherLabel(by) { // the next paragraph of another label than this one's
  if (cursor < 0) { step(by); return; }
  const [a, b] = runAround(places[cursor]);
  moveTo(by > 0 ? b + 1 : a - 1);
}

export function chooseRun() { // the run of one label around the cursor
  if (cursor < 0) return;
  const [a, b] = runAround(places[cursor]);
  [anchor, cursor] = [lines[a], lines[b]];
  walking = false;
  refresh();
}

export function endChoice() {
  if (narrow()) showInspector(false);
  anchor = cursor;
  walking = false;
  refresh();
}

// ---- the paragraph's panel

export function showInspector(on) {
  $("inspector").hidden = !on || !current;
  document.body.classList.toggle("no-inspector", $("inspector").hidden);
  drawInspector();
  if (on && (places[cursor] ?? -1) >= 0) list.reveal(places[cursor]); // on a phone the panel takes half of the screen
}

function drawInspector() {
  if (current && !$("inspector").hidden) inspect(cursor, chosen().length, setLabel);
}

// ---- correcting

export function setLabel(label) {
  const on = walking;
  if (give(chosen(), label)) refresh();
  if (on) toDoubtful(1);
}

export function setSecond() { // the label that the model thinks second likeliest
  if (cursor >= 0) setLabel(current.second[cursor]);
}

export function undo() {
  const changed = takeBack();
  if (!changed) return;
  [anchor, cursor] = changed;
  walking = false;
  if (places[cursor] < 0 || places[anchor] < 0) setView("all");
  refresh();
  list.reveal(places[cursor]);
}

export function setHeader(key, value) {
  rename(key, value);
  drawHead();
}

export async function save(version = current.version) { // whether it could be saved
  const page = current;
  let brief;
  try {
    brief = await store(version);
  } catch (error) {
    if (error.status !== 409) throw error;
    $("conflict-dialog").showModal();
    return false;
  }
  if (page === current) refresh();
  tell("saved", brief);
  toast(t.wasSaved(page.file));
  return true;
}

export async function settleConflict(mine) {
  $("conflict-dialog").close();
  const theirs = await ask(`pages/${current.number}`);
  if (mine) { await save(theirs.version); return; }
  forgetDraft();
  show(theirs, cursor);
}
