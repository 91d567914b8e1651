// The open page: what the model says, what is saved, and what a person has said since, kept apart until saved.

import { ask } from "./server.js";

export let current = null;
export let wanted = []; // for each label, whether the policy keeps it
let person = new Map(); // paragraph -> label given here and not saved yet
let past = []; // what undo takes back: [[paragraph, label before or undefined], …]

let doubtful = new Set(); // paragraphs of whose labels the model is least sure: they are worth a look

const DOUBTFUL_SHARE = 0.15; // see docs/review.md: fewest key presses, and fewer than with a limit on the probability
const DOUBTFUL_LEAST = 8;

export const setWanted = (list) => { wanted = list; };

const saved = (p) => current.given?.[p] ?? current.machine[p];
export const labelOf = (p) => person.get(p) ?? saved(p);
export const isKept = (p) => (labelOf(p) === current.machine[p] ? current.keep[p] : wanted[labelOf(p)]);
export const isNew = (p) => person.has(p);
export const isDoubtful = (p) => doubtful.has(p) && !person.has(p);
export const canUndo = () => past.length > 0;
export const isUnsaved = () => person.size > 0 || Boolean(current?.renamed);
export const isSaved = () => current.given !== null && !isUnsaved();

export function take(page) {
  current = page;
  person = new Map();
  past = [];
  const most = Math.max(DOUBTFUL_LEAST, Math.round(DOUBTFUL_SHARE * page.lines.length));
  doubtful = new Set([...page.sure.keys()].sort((a, b) => page.sure[a] - page.sure[b]).slice(0, most));
  const draft = sessionStorage.getItem(draftKey());
  if (!draft) return;
  const { labels, renamed, title, site, kind } = JSON.parse(draft);
  person = new Map(labels);
  if (renamed) Object.assign(current, { title, site, kind, renamed });
}

export function give(paragraphs, label) { // whether anything changed
  const before = [];
  for (const p of paragraphs) {
    if (labelOf(p) === label) continue;
    before.push([p, person.get(p)]);
    if (label === saved(p)) person.delete(p);
    else person.set(p, label);
  }
  if (!before.length) return false;
  past.push(before);
  keepDraft();
  return true;
}

export function takeBack() { // the paragraphs that changed, first and last
  const last = past.pop();
  if (!last) return null;
  for (const [p, label] of last) {
    if (label === undefined) person.delete(p);
    else person.set(p, label);
  }
  keepDraft();
  return [last[0][0], last.at(-1)[0]];
}

export function rename(key, value) {
  current[key] = value;
  current.renamed = true;
  keepDraft();
}

// A draft belongs to a version of a file: a reload loses nothing, and nothing old comes back.
const draftKey = () => `draft ${current.file} ${current.version}`;

export function forgetDraft() {
  sessionStorage.removeItem(draftKey());
}

function keepDraft() {
  if (!isUnsaved()) { forgetDraft(); return; }
  const { renamed, title, site, kind } = current;
  sessionStorage.setItem(draftKey(), JSON.stringify({ labels: [...person], renamed, title, site, kind }));
}

export async function store(version) { // saves the page; what the list has to know of it
  const page = current;
  const labels = page.lines.map((_, p) => labelOf(p));
  const { title, site, kind } = page;
  const body = JSON.stringify({ version, labels, title, site, kind });
  const brief = await ask(`pages/${page.number}`, { method: "PUT", body });
  if (page !== current) return brief;
  forgetDraft();
  Object.assign(page, brief, { given: labels, renamed: false });
  for (const [p, label] of person) if (label === labels[p]) person.delete(p);
  past = [];
  keepDraft();
  return brief;
}
