// The model's reasons for one paragraph: of the one chosen, or of the one under the pointer while it rests there.

import { $, make, printable } from "./dom.js";
import { current } from "./page.js";
import { ask, attempt } from "./server.js";
import { t } from "./words.js";

const WAIT = 60; // ms: not for every paragraph that a held key or the pointer passes
const KEPT = 500; // answers kept of the open page
const MOST = 1e-9;

let answers = new Map(); // paragraph -> what the server said
let page = null; // whose answers these are; opened anew, and with another model, it is another object
let chosen = null, under = null; // what is asked for: the chosen paragraph and the one under the pointer
let whenChosen = () => {};

class Question {
  constructor(p) {
    this.p = p;
    this.abort = new AbortController();
    this.timer = setTimeout(() => attempt(this.put()), WAIT);
  }

  async put() {
    const from = page, answer = await ask(`pages/${from.number}/reasons/${this.p}`, { signal: this.abort.signal });
    if (from !== page) return;
    if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
    answers.set(this.p, answer);
    draw();
  }

  drop() { // what nobody waits for any more is not asked, or not waited for
    clearTimeout(this.timer);
    this.abort.abort();
  }
}

function exchange(question, p) { // the question for p in place of another
  if (page !== current) { answers = new Map(); page = current; }
  else if (question?.p === p) return question;
  question?.drop();
  return p < 0 ? null : answers.has(p) ? { p, drop() {} } : new Question(p);
}

export function explainChosen(p, then) { // p: the paragraph, -1 for none; then: is given the probabilities of its labels
  whenChosen = then;
  if (page !== current) under = null;
  chosen = exchange(chosen, p);
  draw();
}

export function explainUnder(p) { // -1: the pointer rests on none
  if (p === (under?.p ?? -1)) return;
  under = exchange(under, p === chosen?.p ? -1 : p);
  draw();
}

export function followPointer(box) { // the reasons of the row that the pointer is moved to
  let last = "";
  box.addEventListener("pointermove", (event) => {
    const place = `${event.clientX} ${event.clientY}`, row = event.target.closest(".row");
    if (place === last || event.pointerType === "touch" || $("inspector").hidden) return; // what scrolls past a pointer at rest is not pointed at
    last = place;
    explainUnder(row ? Number(row.id.slice(1)) : -1);
  });
  box.addEventListener("pointerleave", () => explainUnder(-1));
}

function draw() {
  const p = (under ?? chosen)?.p ?? -1, answer = answers.get(p);
  const own = answers.get(chosen?.p);
  if (own) whenChosen(own.probabilities);
  $("why").hidden = p < 0;
  $("why").ariaBusy = String(!answer);
  $("why-title").textContent = under ? t.whyUnder(p + 1) : t.why;
  $("why").classList.toggle("under", Boolean(under));
  if (answer) drawReasons(p, answer);
}

function drawReasons(p, { label, reasons }) {
  const rule = current.rules[p], most = Math.max(...reasons.map(([, weight]) => Math.abs(weight)), MOST);
  $("reasons").className = `l${label}`;
  if (rule === undefined) $("reasons").replaceChildren(...reasons.map(([word, weight]) => reason(word, weight, most)));
  else $("reasons").replaceChildren(make("li", "", printable(t.rule(rule))));
}

function reason(word, weight, most) {
  const fill = make("i", weight < 0 ? "minus" : "");
  fill.style.width = `${(50 * Math.abs(weight)) / most}%`;
  const name = make("span", "word", printable(word));
  name.title = printable(word);
  const sum = `${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(2)}`;
  return make("li", "", null, name, make("span", "both", null, fill), make("span", "weight", sum));
}
