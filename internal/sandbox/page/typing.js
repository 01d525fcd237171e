// Who is typing in a channel: each for a few seconds, or until the message is
// there.

import { el } from "./dom.js";

const lasts = 8000; // milliseconds, somewhat less than Discord's ten seconds

export class Typing {
  // name is told an id and knows what its owner is called.
  constructor(name) {
    Object.assign(this, { name, who: new Map(), node: el("p", { class: "typists" }) });
  }

  start(id) {
    clearTimeout(this.who.get(id));
    this.who.set(id, setTimeout(() => this.stop(id), lasts));
    this.tell();
  }

  stop(id) {
    if (!this.who.has(id)) return;
    clearTimeout(this.who.get(id));
    this.who.delete(id);
    this.tell();
  }

  clear() { for (const id of [...this.who.keys()]) this.stop(id); }

  tell() {
    const names = [...this.who.keys()].map(this.name).slice(0, 3);
    this.node.textContent = names.length ? `${names.join(", ")} ${names.length > 1 ? "are" : "is"} typing…` : "";
  }
}
