// A menu of actions beside a button or where the pointer is.

import { el } from "./dom.js";
import { place, closeOutside } from "./popup.js";

let close = null;

// openMenu shows items: {label, note, icon, run} or {title}. anchor is an element or
// {left, top, right, bottom}; the focus goes back to it.
export function openMenu(anchor, items, name) {
  close?.();
  const back = document.activeElement;
  const rows = items.map((item) => item.title ? el("div", { class: "title", role: "presentation" }, item.title)
    : el("button", { type: "button", role: "menuitem", tabindex: -1, class: item.danger ? "danger" : null, onclick: () => { shut(); item.run(); } },
      el("span", {}, item.label), item.note ? el("span", { class: "soft" }, item.note) : null));
  const box = el("div", { class: "popup menu", role: "menu", "aria-label": name }, rows);
  const buttons = rows.filter((r) => r.tagName === "BUTTON");
  const shut = () => {
    stop();
    box.remove();
    close = null;
    if (back?.isConnected) back.focus({ preventScroll: true });
  };
  box.onkeydown = (e) => {
    const at = buttons.indexOf(document.activeElement), n = buttons.length;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + n, Home: 0, End: n - 1 }[e.key];
    if (to !== undefined) buttons[to % n].focus();
    else if (e.key === "Escape" || e.key === "Tab") shut();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  place(box, anchor);
  const stop = closeOutside(box, anchor, () => shut());
  close = shut;
  buttons[0]?.focus({ preventScroll: true });
}
