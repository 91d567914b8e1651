// Long lists: only what is visible, and as much again around it, is in the document.

import { make } from "./dom.js";

export class LongList {
  constructor(scroller, draw, guess) {
    Object.assign(this, { scroller, draw, guess, count: 0, rows: new Map(), frame: 0 });
    this.space = make("div", "space");
    this.space.role = "presentation";
    scroller.append(this.space);
    scroller.addEventListener("scroll", () => this.paint(), { passive: true });
    new ResizeObserver(() => { if (scroller.clientWidth !== this.width) this.reset(this.count); else this.later(); }).observe(scroller);
  }

  reset(count, top = null) {
    this.count = count;
    this.width = this.scroller.clientWidth;
    this.heights = new Float64Array(count);
    for (let i = 0; i < count; i++) this.heights[i] = this.guess(i, this.width);
    this.rows.clear();
    this.add();
    if (top !== null) this.scroller.scrollTop = top;
    this.paint();
  }

  add() { // where each row begins
    this.tops = new Float64Array(this.count + 1);
    for (let i = 0; i < this.count; i++) this.tops[i + 1] = this.tops[i] + this.heights[i];
    this.space.style.height = `${this.tops[this.count]}px`;
  }

  at(y) { // the row at a height
    let low = 0, high = this.count;
    while (low < high - 1) { const middle = (low + high) >> 1; if (this.tops[middle] <= y) low = middle; else high = middle; }
    return low;
  }

  later() { if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.paint(); }); }

  paint() {
    if (!this.count || !this.scroller.clientHeight) { this.space.replaceChildren(); this.rows.clear(); this.onpaint?.(); return; }
    for (let again = 0; again < 4 && this.fill(); again++);
    this.onpaint?.();
  }

  fill() { // draws what is visible; whether heights turned out otherwise than guessed
    const { scroller, rows } = this;
    const top = scroller.scrollTop, view = scroller.clientHeight;
    const first = this.at(Math.max(0, top - view / 2)), last = this.at(top + view * 1.5);
    const anchor = this.at(top), inside = top - this.tops[anchor];
    for (const i of rows.keys()) if (i < first || i > last) rows.delete(i);
    const fresh = [];
    for (let i = first; i <= last; i++) if (!rows.has(i)) { const row = this.draw(i); row.classList.add("item"); rows.set(i, row); fresh.push(i); }
    const wanted = [];
    for (let i = first; i <= last; i++) { const row = rows.get(i); row.style.transform = `translateY(${this.tops[i]}px)`; wanted.push(row); }
    if (fresh.length || this.space.childElementCount !== wanted.length) this.space.replaceChildren(...wanted);
    let changed = false;
    for (const i of fresh) {
      const height = rows.get(i).getBoundingClientRect().height;
      if (Math.abs(height - this.heights[i]) > 0.5) { this.heights[i] = height; changed = true; }
    }
    if (!changed) return false;
    this.add();
    if (anchor >= first) scroller.scrollTop = this.tops[anchor] + inside;
    return true;
  }

  redraw(i) { if (this.rows.has(i)) { this.rows.delete(i); this.later(); } }

  reveal(i) {
    for (let again = 0; again < 3; again++) {
      const view = this.scroller.clientHeight, margin = Math.min(80, view / 5);
      if (this.tops[i] < this.scroller.scrollTop + margin) this.scroller.scrollTop = this.tops[i] - margin;
      else if (this.tops[i + 1] > this.scroller.scrollTop + view - margin) this.scroller.scrollTop = this.tops[i + 1] - view + margin;
      else break;
      this.paint();
    }
  }
}
