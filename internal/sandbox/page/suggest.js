// The list above the line in which one writes: commands, options, values. The
// focus stays in the line; the list is told which of it is meant.

import { el, uid } from "./dom.js";

export class Suggest {
  constructor() {
    this.id = uid("suggest");
    this.title = el("p", { class: "title" });
    this.rows = el("div", { role: "listbox", id: this.id, tabindex: 0, "aria-label": "Suggestions" });
    this.node = el("div", { class: "suggest", hidden: true }, this.title, this.rows);
    this.items = [];
    this.at = -1;
  }

  // attach makes an input the one that the list belongs to.
  attach(input) {
    this.input?.removeAttribute("aria-activedescendant");
    this.expanded(false);
    this.input = input;
    input.setAttribute("aria-controls", this.id);
    input.setAttribute("aria-autocomplete", "list");
  }

  // show lists items {label, note, hint, image}; take is told which one was taken. first
  // says that the first is meant already, none what stands there without any.
  show(items, { take, first = true, title = "", none = "" }) {
    Object.assign(this, { items, takes: take });
    this.title.textContent = title;
    this.title.hidden = !title;
    this.rows.hidden = !items.length;
    this.rows.replaceChildren(...items.map((item, i) => el("div", { role: "option", id: `${this.id}-${i}`, "aria-selected": "false",
      onpointerdown: (e) => {
        e.preventDefault(); // the focus stays where it is
        this.take(i);
      } },
    item.image ? el("img", { src: item.image, alt: "", width: 22, height: 22 }) : null,
    el("span", { class: "label" }, item.label), item.hint && el("span", { class: "hint" }, item.hint), item.note && el("span", { class: "note" }, item.note))));
    this.node.querySelector(".none")?.remove();
    if (!items.length && none) this.node.append(el("p", { class: "none", role: "status" }, none));
    this.node.hidden = !items.length && !none;
    this.expanded(items.length > 0);
    this.at = -1;
    this.input?.removeAttribute("aria-activedescendant");
    if (first && items.length) this.move(0);
  }

  // expanded is told to a combobox; a line of several rows cannot be one.
  expanded(yes) {
    if (this.input?.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", String(yes));
  }

  hide() { this.show([], {}); }

  get open() { return this.items.length > 0; }

  // move means another row; from none, up begins at the end.
  move(to) {
    const n = this.items.length;
    if (!n) return;
    this.rows.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = ((to % n) + n) % n;
    const row = this.rows.children[this.at];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  step(by) { this.move(this.at < 0 ? (by > 0 ? 0 : -1) : this.at + by); }

  take(i = this.at) {
    const item = this.items[i];
    if (!item) return false;
    this.takes(item);
    return true;
  }
}
