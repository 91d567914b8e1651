// One paragraph: its label to set, what the model and the person said, and the model's reasons.

import { $, make, printable } from "./dom.js";
import { current, isKept, isNew, labelOf, wanted } from "./page.js";
import { ask, attempt } from "./server.js";
import { sign, t } from "./words.js";

export const KEYS = "1234567890";
const WAIT = 60; // ms: not for every paragraph that a held key passes
const MOST = 1e-9;

let asked = 0;
let shownParagraph = -1;

export function inspect(p, many, setLabel) { // p: the paragraph, -1 for none; many: how many are chosen
  shownParagraph = p;
  $("where").textContent = many > 1 ? t.chosen(many) : p < 0 ? t.paragraphs : t.paragraph(p + 1, current.lines.length);
  $("fate").hidden = $("why").hidden = $("said").hidden = p < 0;
  drawButtons(p, setLabel, null);
  clearTimeout(asked);
  if (p < 0) return;
  $("fate").textContent = isKept(p) ? t.kept : t.dropped;
  $("said").textContent = said(p).join(" · ");
  $("why").ariaBusy = "true";
  asked = setTimeout(() => attempt(explain(p, setLabel)), WAIT);
}

function said(p) {
  const machine = current.machine[p], given = current.given?.[p] ?? machine;
  return [
    t.machine(t.labels[machine], Math.round(100 * current.sure[p])),
    ...(given === machine ? [] : [t.before(t.labels[given])]),
    ...(isNew(p) ? [t.person(t.labels[labelOf(p)])] : []),
  ];
}

function drawButtons(p, setLabel, probabilities) {
  const label = p < 0 ? -1 : labelOf(p);
  $("label-buttons").replaceChildren(...t.labels.map((name, i) => {
    const button = make("button", `l${i}`, null, sign(i, !wanted[i]), make("span", "name", name), make("kbd", "", KEYS[i]));
    button.setAttribute("aria-pressed", String(i === label));
    button.disabled = p < 0;
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

async function explain(p, setLabel) {
  const page = current, rule = page.rules[p];
  const { label, probabilities, reasons } = await ask(`pages/${page.number}/reasons/${p}`);
  if (page !== current || p !== shownParagraph) return;
  drawButtons(p, setLabel, probabilities);
  $("why").ariaBusy = "false";
  $("reasons").className = `l${label}`;
  if (rule !== undefined) { $("reasons").replaceChildren(make("li", "", printable(t.rule(rule)))); return; }
  const most = Math.max(...reasons.map(([, weight]) => Math.abs(weight)), MOST);
  $("reasons").replaceChildren(...reasons.map(([word, weight]) => reason(word, weight, most)));
}

function reason(word, weight, most) {
  const fill = make("i", weight < 0 ? "minus" : "");
  fill.style.width = `${(50 * Math.abs(weight)) / most}%`;
  const name = make("span", "word", printable(word));
  name.title = printable(word);
  const sum = `${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(2)}`;
  return make("li", "", null, name, make("span", "both", null, fill), make("span", "weight", sum));
}
