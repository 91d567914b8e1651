// The frame: language, colours, keys, dialogs, and the start.

import { $, make, options, store } from "./dom.js";
import { KEYS } from "./inspector.js";
import { readColours } from "./map.js";
import { current, isUnsaved, wanted } from "./page.js";
import { add, addFiles, closePages, fillFilters, filterPages, listPages, neighbour, next, openFirst } from "./pages.js";
import {
  chooseRun, drawHead, endChoice, moveTo, recolour, refresh, save, setHeader, setLabel, setSecond, settleConflict,
  showInspector, step, toDoubtful, toEnd, toOtherLabel, turnView, undo,
} from "./reader.js";
import { attempt, ask, place } from "./server.js";
import { drawTraining, useModel } from "./training.js";
import { language, sign, switchLanguage, t } from "./words.js";

// ---- language

const NAMES = { // the words that elements without a text of their own are called by
  "show-pages": "pages", theme: "theme", help: "help", add: "add", train: "train", undo: "undo", next: "nextKey",
  details: "details", "close-inspector": "close", "page-list": "pages", pages: "pages", paragraphs: "paragraphs",
  "filter-text": "search", "filter-verdict": "verdict", "filter-label": "label", "filter-site": "site", sort: "order",
  "add-text": "addHint", "add-kind": "kind", "label-buttons": "setLabel", inspector: "inspector", views: "view",
};

function speak() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t[element.dataset.t];
  $("language").textContent = t.other;
  $("language").lang = language === "zh" ? "en" : "zh";
  for (const [id, key] of Object.entries(NAMES)) {
    $(id).setAttribute("aria-label", t[key]);
    if ($(id).tagName === "BUTTON") $(id).title = t[key];
  }
  $("filter-text").placeholder = t.search;
  $("add-text").placeholder = t.addHint;
  options($("add-kind"), Object.entries(t.kinds));
  drawHelp();
  fillFilters();
  filterPages();
  if (current) { drawHead(); refresh(); }
}

function drawHelp() {
  const keys = Object.entries(t.keyNames).flatMap(([key, text]) => [make("kbd", "", key), make("span", "", text)]);
  const legend = t.labels.map((name, i) => make("span", "chip", null, sign(i, !wanted[i]), make("span", "name", name), make("kbd", "", KEYS[i])));
  $("help-body").replaceChildren(make("div", "keys", null, ...keys), make("p", "note", t.legend), make("div", "legend", null, ...legend));
}

// ---- light and dark

const systemDark = matchMedia("(prefers-color-scheme: dark)");

function paint(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  readColours();
  recolour();
}

function switchTheme() {
  const now = document.documentElement.dataset.theme ?? (systemDark.matches ? "dark" : "light");
  const theme = now === "dark" ? "light" : "dark";
  store.set("theme", theme);
  paint(theme);
}

// ---- keys

const ACTIONS = {
  j: (shift) => step(1, shift),
  k: (shift) => step(-1, shift),
  ArrowDown: (shift) => step(1, shift),
  ArrowUp: (shift) => step(-1, shift),
  Home: (shift) => moveTo(0, shift),
  End: (shift) => toEnd(shift),
  d: (shift) => toDoubtful(shift ? -1 : 1),
  w: (shift) => toOtherLabel(shift ? -1 : 1),
  x: setSecond,
  a: chooseRun,
  u: undo,
  s: () => attempt(save()),
  n: () => attempt(next()),
  Enter: () => attempt(save().then((done) => done && next())),
  f: turnView,
  Escape: endChoice,
};

const typing = (event) => event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open]");

function actionOf(event) {
  const { key, code, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) return { s: ACTIONS.s, z: undo }[key];
  if (event.target.closest?.("#page-list") && key.startsWith("Arrow")) return () => attempt(neighbour(key === "ArrowDown" ? 1 : -1));
  if (key === "Enter" && event.target.closest?.("button")) return undefined;
  const digit = /^(Digit|Numpad)\d$/.test(code) ? KEYS.indexOf(code.at(-1)) : -1; // whatever shift makes of it
  if (digit >= 0) return () => setLabel(digit);
  const action = ACTIONS[key.length === 1 ? key.toLowerCase() : key];
  return action && (() => action(shiftKey));
}

function onKey(event) {
  if (typing(event) || event.altKey) return;
  const action = event.key === "?" ? () => $("help-dialog").showModal() : current && actionOf(event);
  if (!action) return;
  event.preventDefault();
  action();
}

// ---- pasting, dropping, dialogs

function onPaste(event) {
  const text = event.clipboardData?.getData("text/plain");
  if (!text || typing(event)) return;
  event.preventDefault();
  attempt(add(text, t.pasted));
}

function onDrag(event) {
  event.preventDefault();
  document.body.classList.toggle("dropping", event.type === "dragover");
  if (event.type === "drop" && event.dataTransfer?.files.length) attempt(addFiles(event.dataTransfer.files));
}

function openAdd() {
  $("add-text").value = "";
  $("add-dialog").showModal();
}

function addTyped() {
  const text = $("add-text").value;
  if (!text.trim()) return;
  $("add-dialog").close();
  attempt(add(text, t.pasted, $("add-kind").value));
}

function openDetails() {
  for (const key of ["title", "site", "kind"]) $(`header-${key}`).value = current[key];
  $("header-file").textContent = current.file;
  $("details-dialog").showModal();
}

function listen() {
  const on = (id, work, kind = "click") => $(id).addEventListener(kind, work);
  document.addEventListener("keydown", onKey);
  document.addEventListener("paste", onPaste);
  for (const kind of ["dragover", "drop", "dragleave"]) document.addEventListener(kind, onDrag);
  addEventListener("beforeunload", (event) => { if (current && isUnsaved()) event.preventDefault(); });
  systemDark.addEventListener("change", () => paint());
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  on("language", () => { switchLanguage(); speak(); });
  on("theme", switchTheme);
  on("help", () => $("help-dialog").showModal());
  on("show-pages", () => $("show-pages").setAttribute("aria-expanded", String($("pages").classList.toggle("open"))));
  on("curtain", closePages);
  for (const id of ["filter-verdict", "filter-label", "filter-site", "sort"]) on(id, filterPages, "change");
  on("filter-text", filterPages, "input");
  on("add", openAdd);
  on("empty-add", openAdd);
  on("add-go", addTyped);
  on("add-file", () => {
    $("add-dialog").close();
    attempt(addFiles($("add-file").files).finally(() => { $("add-file").value = ""; }));
  }, "change");
  on("undo", undo);
  on("save", () => attempt(save()));
  on("next", () => attempt(next()));
  on("details", openDetails);
  for (const key of ["title", "site", "kind"]) on(`header-${key}`, () => setHeader(key, $(`header-${key}`).value), "input");
  on("close-inspector", () => showInspector(false));
  on("conflict-mine", () => attempt(settleConflict(true)));
  on("conflict-theirs", () => attempt(settleConflict(false)));
  on("train", () => { $("train-dialog").showModal(); attempt(drawTraining()); });
  on("train-go", () => attempt(ask("training", { method: "POST" }).then(drawTraining)));
  on("train-stop", () => attempt(ask("training", { method: "DELETE" }).then(drawTraining)));
  on("train-use", () => attempt(useModel()));
}

async function start() {
  listen();
  paint(store.get("theme"));
  showInspector(false);
  speak();
  await listPages();
  drawHelp();
  await openFirst(Number(place().get("page") ?? NaN));
}

attempt(start());
