// One paragraph: its label to set, what the model and the person said, and the model's reasons.

import { $, make } from "./dom.js";
import { current, isKept, isNew, labelOf, wanted } from "./page.js";
import { explainChosen } from "./reasons.js";
import { sign, t } from "./words.js";

export const KEYS = "1234567890";

export function inspect(p, many, setLabel) { // p: the paragraph, -1 for none; many: how many are chosen
  $("where").textContent = many > 1 ? t.chosen(many) : p < 0 ? t.paragraphs : t.paragraph(p + 1, current.lines.length);
  $("fate").hidden = $("said").hidden = p < 0;
  drawButtons(p, setLabel, null);
  if (p >= 0) {
    $("fate").textContent = isKept(p) ? t.kept : t.dropped;
    $("said").textContent = said(p).join(" · ");
  }
  explainChosen(p, (probabilities) => drawButtons(p, setLabel, probabilities));
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
