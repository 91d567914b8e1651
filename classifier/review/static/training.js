// Training again: progress, and then the figures and the paragraphs that have changed.

import { $, make, number, printable } from "./dom.js";
import { current, wanted } from "./page.js";
import { pages, takeList } from "./pages.js";
import { open, reopen } from "./reader.js";
import { ask, attempt } from "./server.js";
import { sign, t } from "./words.js";

const PAUSE = 500; // ms between two looks at the progress

let timer = 0;

export async function drawTraining() {
  clearTimeout(timer);
  const state = await ask("training");
  const running = state.status === "running", done = state.status === "done";
  $("train-go").hidden = running;
  $("train-go").disabled = !state.inputs.length;
  $("train-go").className = done ? "quiet" : "primary";
  $("train-stop").hidden = !running;
  $("train-use").hidden = !done;
  $("train-use").className = state.used ? "quiet" : "primary";
  $("train-use").textContent = state.used ? t.trainBack : t.trainUse;
  $("train-clock").textContent = state.seconds === undefined ? "" : t.trainTook(state.seconds);
  $("train-body").replaceChildren(...inputs(state), ...progress(state), ...(done ? outcome(state) : []));
  if (running && $("train-dialog").open) timer = setTimeout(() => attempt(drawTraining()), PAUSE);
}

function inputs(state) {
  if (!state.inputs.length) return [make("p", "", t.trainNothing)];
  const paths = state.inputs.map((path) => make("li", "", null, make("code", "", printable(path))));
  return [make("p", "", t.trainOn(state.saved)), make("ul", "note", null, ...paths)];
}

function progress({ status, steps, error }) {
  if (status === "failed") return [make("p", "fault", `${t.trainFailed}: ${printable(error)}`)];
  if (status === "stopped") return [make("p", "", t.trainStopped)];
  if (status !== "running") return [];
  return [make("progress", ""), make("ol", "", null, ...steps.map((text) => make("li", "", printable(text))))];
}

function outcome({ result, used }) {
  const { known, unseen, measured } = result;
  return [
    make("p", "", used ? t.usedNow : t.trainDone), make("code", "", printable(result.model)),
    ...(Object.keys(known.before).length ? [make("p", "note", t.trainKnown), table([t.old, t.now], [known.before, known.after])] : []),
    make("p", "note", t.trainUnseen(measured.pages)), table([t.now], [unseen]),
    make("h3", "", t.trainChanged(number(result.changed), number(result.paragraphs))),
    make("div", "changes", null, ...result.changes.map(change)),
  ];
}

function table(names, columns) {
  const row = (tag, ...cells) => make("tr", "", null, ...cells.map((cell) => make(tag, "", cell)));
  const figure = (value) => (value === undefined ? "–" : value.toFixed(3));
  const rows = Object.entries(t.measures).map(([key, name]) => row("td", name, ...columns.map((column) => figure(column[key]))));
  return make("table", "", null, make("thead", "", null, row("th", t.measure, ...names)), make("tbody", "", null, ...rows));
}

function change({ page, index, text, from, to, given }) {
  const better = given === to ? "✓" : given === from ? "✗" : "";
  const button = make("button", "", null, sign(from, !wanted[from]), make("span", "", "→"), sign(to, !wanted[to]),
    make("span", "right", better), make("span", "words", printable(text)));
  button.title = `${t.labels[from]} → ${t.labels[to]}, ${printable(pages[page].name)}`;
  button.addEventListener("click", () => {
    $("train-dialog").close();
    attempt(open(page, index));
  });
  return button;
}

export async function useModel() {
  takeList(await ask("training/use", { method: "POST" }));
  if (current) await reopen();
  await drawTraining();
}
