// The list of messages. Thousands may be in it: they stand in blocks which the
// browser leaves out of layout while they are out of sight (content-visibility
// in the style sheet), so that one more message costs the same as the first.

import { el } from "./dom.js";
import { follows, sameDay, dayOf } from "./message.js";

const perBlock = 32, most = 10_000, near = 90;

// later compares the ids of messages, which are in the order of time.
const later = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

export class Timeline {
  // draw(message, brief) makes an element; onTop is asked for older messages;
  // onAway is told how many new ones are below what is seen.
  constructor({ draw, onTop, onAway }) {
    Object.assign(this, { draw, onTop, onAway, items: [], byId: new Map(), stuck: true, missed: 0, top: 0 });
    this.intro = el("div", { class: "intro" });
    this.blocks = el("div", { class: "blocks" });
    this.after = el("div", { class: "after" });
    this.node = el("div", { class: "messages", role: "log", "aria-live": "off", "aria-label": "Messages", tabindex: 0 }, el("div", { class: "inner" }, this.intro, this.blocks, this.after));
    this.node.onscroll = () => this.scrolled();
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.node.firstChild);
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.node);
  }

  toEnd() {
    this.stuck = true;
    this.node.scrollTop = this.node.scrollHeight;
    this.top = this.node.scrollTop;
    this.away(0);
  }

  away(n) {
    if (n !== this.missed) this.onAway(n);
    this.missed = n;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    if (scrollHeight - scrollTop - clientHeight < near) {
      this.stuck = true;
      this.away(0);
    } else if (scrollTop < this.top - 2) this.stuck = false;
    this.top = scrollTop;
    this.node.classList.toggle("loose", !this.stuck);
    if (scrollTop < 400 && !this.stuck) this.onTop();
  }

  clear() {
    this.items = [];
    this.byId.clear();
    this.blocks.replaceChildren();
    this.stuck = true;
    this.away(0);
  }

  last() { return this.items.at(-1)?.m; }

  // make draws the element of an item as it stands after the one before.
  make(item, before) {
    item.brief = !!follows(item.m, before?.m);
    item.day = !before || !sameDay(item.m, before.m);
    const fresh = el("div", { class: "entry", "data-id": item.m.id },
      item.day ? el("div", { class: "day", role: "separator" }, el("span", {}, dayOf(item.m))) : null, this.draw(item.m, item.brief));
    if (item.node) swap(item.node, fresh);
    item.node = fresh;
    return fresh;
  }

  // put shows a message, or shows it as it is now.
  put(m) {
    const known = this.byId.get(m.id);
    if (known) {
      known.m = m;
      const i = this.index(m.id);
      this.make(known, this.items[i - 1]);
      return this.settle(i + 1);
    }
    const item = { m };
    this.byId.set(m.id, item);
    if (!this.items.length || later(m.id, this.items.at(-1).m.id) > 0) {
      this.room().append(this.make(item, this.items.at(-1)));
      this.items.push(item);
    } else {
      const i = this.index(m.id);
      this.items[i].node.before(this.make(item, this.items[i - 1]));
      this.items.splice(i, 0, item);
      this.settle(i + 1);
    }
    if (this.items.length > most) this.forget();
    // Whoever is at the end stays there: the observer sees the list grow.
    if (!this.stuck) this.away(this.missed + 1);
  }

  // room is the block for one more message at the end.
  room() {
    let block = this.blocks.lastElementChild;
    if (!block || block.childElementCount >= perBlock) {
      block = el("div", { class: "block" });
      this.blocks.append(block);
    }
    return block;
  }

  // before puts older messages, oldest first, above all others.
  before(list) {
    const fresh = list.filter((m) => !this.byId.has(m.id)).map((m) => ({ m }));
    if (!fresh.length) return;
    const height = this.node.scrollHeight, top = this.node.scrollTop, holder = document.createDocumentFragment();
    for (let i = 0; i < fresh.length; i++) {
      if (i % perBlock === 0) holder.append(el("div", { class: "block" }));
      holder.lastChild.append(this.make(fresh[i], fresh[i - 1]));
      this.byId.set(fresh[i].m.id, fresh[i]);
    }
    this.blocks.prepend(holder);
    this.items.unshift(...fresh);
    this.settle(fresh.length);
    if (!this.stuck) this.node.scrollTop = top + this.node.scrollHeight - height;
    this.top = this.node.scrollTop;
  }

  // renew shows these, oldest first, in place of all others. What is shown already
  // and has not changed stays as it is.
  renew(list) {
    if (list.length !== this.items.length || list.some((m, i) => m.id !== this.items[i].m.id)) {
      this.clear();
      return this.before(list);
    }
    for (const [i, m] of list.entries()) if (JSON.stringify(m) !== JSON.stringify(this.items[i].m)) this.put(m);
  }

  // index is the place of an id, found by halving.
  index(id) {
    let lo = 0, hi = this.items.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (later(this.items[mid].m.id, id) < 0) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  // settle draws an item anew when what is before it gives it another head.
  settle(i) {
    const item = this.items[i], before = this.items[i - 1];
    if (!item) return;
    if (item.brief !== !!follows(item.m, before?.m) || item.day !== (!before || !sameDay(item.m, before.m))) this.make(item, before);
  }

  remove(id) {
    const item = this.byId.get(id);
    if (!item) return;
    const i = this.index(id);
    this.items.splice(i, 1);
    this.byId.delete(id);
    const block = item.node.parentElement;
    item.node.remove();
    if (!block.childElementCount) block.remove();
    this.settle(i);
  }

  forget() {
    const block = this.blocks.firstElementChild, n = block.childElementCount;
    for (const item of this.items.splice(0, n)) this.byId.delete(item.m.id);
    block.remove();
    this.settle(0);
  }

  get(id) { return this.byId.get(id)?.m; }

  // jump shows a message and lets it light up; it says whether it is here.
  jump(id) {
    const item = this.byId.get(id);
    if (!item) return false;
    this.stuck = false;
    this.node.classList.add("loose");
    item.node.scrollIntoView({ block: "center" });
    const article = item.node.querySelector("article");
    article.classList.add("lit");
    setTimeout(() => article.classList.remove("lit"), 1600);
    article.focus({ preventScroll: true });
    return true;
  }
}

// swap replaces an element by a newer one; the focus stays on the same control, or
// on the one that says the same, or at the same place, so that a button can be pressed
// again and again.
function swap(old, fresh) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const all = (node) => [...node.querySelectorAll("button, a, [tabindex]")];
  const at = held && all(old).indexOf(held), key = held?.dataset.key;
  old.replaceWith(fresh);
  if (!held) return;
  const says = held.textContent, alike = says && all(fresh).find((b) => b.textContent === says);
  const to = (key && fresh.querySelector(`[data-key="${CSS.escape(key)}"]`)) || alike || all(fresh)[at] || fresh.querySelector("article");
  (to.disabled ? fresh.querySelector("article") : to).focus({ preventScroll: true });
}
