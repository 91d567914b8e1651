// The mini-map: the whole page in a narrow column, a bar a paragraph, as long as its text.

import { $, make } from "./dom.js";
import { current, isKept, labelOf } from "./page.js";
import { t } from "./words.js";

const LARGEST = 0.12; // a short page is not blown up
const FULL = 80; // characters of a paragraph whose bar fills the column

let colours = [];

export function readColours() { // the canvas needs the style sheet's colours as values
  colours = t.labels.map((_, label) => {
    const probe = make("i", `l${label}`);
    probe.style.color = "var(--c)";
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  });
}

export class MiniMap {
  constructor(list, paragraphAt) {
    Object.assign(this, { list, paragraphAt, box: $("map"), canvas: $("map").firstElementChild, view: $("map").lastElementChild });
    new ResizeObserver(() => this.draw()).observe(this.box);
    this.box.addEventListener("pointerdown", (event) => { this.box.setPointerCapture(event.pointerId); this.scroll(event); });
    this.box.addEventListener("pointermove", (event) => { if (event.buttons) this.scroll(event); });
  }

  get scale() {
    const total = this.list.tops?.[this.list.count] ?? 0;
    return total ? Math.min(this.box.clientHeight / total, LARGEST) : 0;
  }

  draw() {
    const { canvas, box, list, scale } = this, ratio = devicePixelRatio;
    const width = box.clientWidth, height = box.clientHeight;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const brush = canvas.getContext("2d");
    if (!brush || !current || !list.count || !scale) return;
    brush.scale(ratio, ratio);
    const end = Math.min(height, list.tops[list.count] * scale);
    const bar = (i, y, size) => {
      const p = this.paragraphAt(i);
      brush.globalAlpha = isKept(p) ? 1 : 0.5;
      brush.fillStyle = colours[labelOf(p)];
      brush.fillRect(4, y, Math.max(3, Math.min(1, current.lines[p].length / FULL) * (width - 8)), size);
    };
    if (list.count > height) for (let y = 0; y < end; y++) bar(list.at(y / scale), y, 1);
    else for (let i = 0; i < list.count; i++) bar(i, list.tops[i] * scale, Math.max(1, list.heights[i] * scale - 1));
    this.moveView();
  }

  moveView() {
    const { scale, list } = this, shown = Math.min(list.scroller.clientHeight, list.tops?.[list.count] ?? 0);
    this.view.style.transform = `translateY(${list.scroller.scrollTop * scale}px)`;
    this.view.style.height = `${Math.max(6, shown * scale)}px`;
  }

  scroll(event) {
    const y = event.clientY - this.box.getBoundingClientRect().top;
    if (this.scale) this.list.scroller.scrollTop = y / this.scale - this.list.scroller.clientHeight / 2;
  }
}
