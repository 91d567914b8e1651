// Elements. Everything that comes from a page goes through textContent: nothing is ever parsed as markup.

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export const $ = (id) => document.getElementById(id);

export const bus = new EventTarget(); // "opened" and "saved": what the list of pages has to know of the open page
export const tell = (name, detail = null) => bus.dispatchEvent(new CustomEvent(name, { detail }));

export const narrow = () => matchMedia("(max-width: 900px)").matches;

// Characters that print nothing or turn the writing direction are spelled out.
export const printable = (text) => text.replace(HIDDEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

export const number = (n) => n.toLocaleString("en-US");

export function make(tag, name = "", text = null, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== null) element.textContent = text;
  element.append(...children);
  return element;
}

export function options(select, values) {
  const before = select.value;
  select.replaceChildren(...values.map(([value, text]) => {
    const option = make("option", "", printable(text));
    option.value = value;
    return option;
  }));
  if (values.some(([value]) => value === before)) select.value = before;
}

// In a private window nothing can be stored: choices last as long as the page.
export const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* see above */ } },
};

let toasting = 0;
export function toast(message) {
  $("toast").textContent = printable(message);
  $("toast").classList.add("on");
  clearTimeout(toasting);
  toasting = setTimeout(() => $("toast").classList.remove("on"), 3500);
}
