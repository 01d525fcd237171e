// A select menu: one or several of some options, by mouse and by keyboard.

import { el, icon, say, uid } from "./dom.js";
import { place, closeOutside } from "./popup.js";

const rows = 60; // are shown at once; the others are found by typing

// face is an emoji as a text.
export const face = (e) => (!e ? "" : e.id ? `:${e.name}:` : e.name ?? "");

// picker makes a menu of options {value, label, note, emoji, image, chosen}. commit
// is told the values: at once for a single choice, when the list closes for several.
// read() of the result is what is chosen.
export function picker({ options, least = 1, most = 1, placeholder = "Choose…", disabled, label, commit, key }) {
  let chosen = options.filter((o) => o.chosen).map((o) => o.value), before = chosen, shown = options.slice(0, rows), at = -1, stop = null;
  const id = uid("list");
  const words = el("span", { class: "words" });
  const button = el("button", { type: "button", class: "picker", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-label": label ?? placeholder, disabled: !!disabled, "data-key": key }, words, icon("down"));
  const find = el("input", { type: "text", placeholder: "Search", "aria-label": "Search the choices", role: "combobox", "aria-expanded": "true",
    "aria-controls": id, "aria-autocomplete": "list" });
  const list = el("div", { role: "listbox", id, "aria-multiselectable": most > 1 ? "true" : null, "aria-label": label ?? placeholder });
  const box = el("div", { class: "popup choices" }, options.length > 9 ? find : null, list);
  const holder = () => (options.length > 9 ? find : button);

  function tell() {
    const names = chosen.map((v) => options.find((o) => o.value === v)?.label ?? v);
    words.textContent = names.join(", ") || placeholder;
    button.classList.toggle("empty", !names.length);
    button.setAttribute("aria-label", (label ?? placeholder) + (names.length ? ": " + names.join(", ") : ""));
  }
  function draw() {
    list.replaceChildren(...shown.map((o, i) => el("div", { role: "option", id: `${id}-${i}`, "aria-selected": String(chosen.includes(o.value)),
      class: i === at ? "active" : null, onclick: () => take(i), onpointermove: () => { if (at !== i) move(i); } },
    most > 1 && el("span", { class: "box", "aria-hidden": "true" }),
    o.image ? el("img", { src: o.image, alt: "", width: 20, height: 20 }) : o.emoji ? el("span", {}, face(o.emoji)) : null,
    el("span", {}, o.label, o.note && el("span", { class: "note" }, o.note)))));
    if (!shown.length) list.append(el("div", { class: "none" }, "Nothing fits"));
    move(at);
  }
  function move(to) {
    list.children[at]?.classList.remove("active");
    at = shown.length ? (to + shown.length) % shown.length : -1;
    const row = list.children[at];
    row?.classList.add("active");
    row?.scrollIntoView({ block: "nearest" });
    holder().setAttribute("aria-activedescendant", row?.id ?? "");
  }
  function take(i) {
    const value = shown[i]?.value;
    if (value === undefined) return;
    if (most === 1) {
      chosen = [value];
      return close(true);
    }
    if (chosen.includes(value)) chosen = chosen.filter((v) => v !== value);
    else if (chosen.length < most) chosen = [...chosen, value];
    else say(`At most ${most} can be chosen.`);
    tell();
    at = i;
    draw();
  }
  function open() {
    if (stop || button.disabled) return;
    before = chosen;
    shown = options.slice(0, rows);
    find.value = "";
    at = Math.max(0, shown.findIndex((o) => chosen.includes(o.value)));
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", id);
    draw();
    place(box, button, { wide: true });
    move(at);
    stop = closeOutside(box, button, () => close(most > 1));
    holder().focus({ preventScroll: true });
  }
  function close(keep) {
    if (!stop) return;
    stop();
    stop = null;
    box.remove();
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-activedescendant");
    button.focus({ preventScroll: true });
    if (keep && chosen.length < least) say(`Choose at least ${least}.`);
    if (!keep || chosen.length < least) chosen = before;
    tell();
    // The same single choice counts again: the bot may have something new to say.
    if (keep && (most === 1 || String(chosen) !== String(before))) commit?.(chosen, chosen.map((v) => options.find((o) => o.value === v)?.label ?? v));
  }
  function keydown(e) {
    const open_ = !!stop;
    if (!open_ && ["ArrowDown", "ArrowUp", "Enter", " "].includes(e.key)) open();
    else if (!open_) return;
    else if (e.key === "ArrowDown") move(at + 1);
    else if (e.key === "ArrowUp") move(at - 1);
    else if (e.key === "Home" && holder() === button) move(0);
    else if (e.key === "End" && holder() === button) move(shown.length - 1);
    else if (e.key === "Enter" || e.key === " " && holder() === button) take(at);
    else if (e.key === "Escape") close(false);
    else if (e.key === "Tab") return close(most > 1);
    else if (e.key.length === 1 && holder() === button) {
      const to = shown.findIndex((o, i) => i > at && o.label.toLowerCase().startsWith(e.key.toLowerCase()));
      move(to >= 0 ? to : Math.max(0, shown.findIndex((o) => o.label.toLowerCase().startsWith(e.key.toLowerCase()))));
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }
  button.onkeydown = find.onkeydown = keydown;
  button.onclick = () => (stop ? close(most > 1) : open());
  find.oninput = () => {
    shown = options.filter((o) => o.label.toLowerCase().includes(find.value.toLowerCase())).slice(0, rows);
    at = 0;
    draw();
  };
  tell();
  return { node: button, read: () => chosen };
}
