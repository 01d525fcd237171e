// One option of a command as a field of its own.

import { el, tool, uid } from "./dom.js";
import { rank, choicesOf, check, FILE } from "./options.js";

const kinds = { 3: "text", 4: "whole number", 5: "true or false", 6: "a person", 7: "a channel", 8: "a role", 9: "a person or a role", 10: "number", 11: "file" };
const pause = 160; // of typing, before the bot is asked for choices

export class Pill {
  // line is the command's line: suggest, world, channels(), complete(pill), leave(pill, by),
  // drop(pill), edited().
  constructor(option, line) {
    Object.assign(this, { option, line, chosen: null, asked: 0 });
    this.choices = choicesOf(option, line.world, line.channels());
    const id = uid("option"), wrong = uid("wrong"), isFile = option.type === FILE;
    this.input = el("input", isFile ? { type: "file", id, tabindex: 0 } : {
      type: "text", id, role: "combobox", "aria-expanded": "false", autocomplete: "off", spellcheck: "false", "data-option": option.name, size: 4,
      inputmode: option.type === 4 ? "numeric" : option.type === 10 ? "decimal" : null, placeholder: kinds[option.type], "aria-required": option.required ? "true" : null });
    this.wrong = el("p", { class: "wrong", id: wrong, hidden: true });
    this.input.setAttribute("aria-describedby", wrong);
    this.node = el("div", { class: "pill" },
      el("div", { class: "field" }, el("label", { for: id, title: option.description }, option.name), this.input,
        option.required ? null : tool("close", `Take out ${option.name}`, () => line.drop(this), { class: "tool tiny", tabindex: -1 })),
      this.wrong);
    this.input.onfocus = () => this.offer();
    this.input.onblur = () => this.left();
    this.input.oninput = () => this.typed();
    this.input.onchange = () => { if (isFile) this.typed(); };
    this.input.onkeydown = (e) => this.key(e);
  }

  get text() { return this.option.type === FILE ? this.input.files[0]?.name ?? "" : this.input.value; }

  // set fills the field, with a choice where it was one.
  set(text, chosen) {
    if (this.option.type === FILE) return;
    this.input.value = text;
    this.chosen = chosen ?? null;
    this.fit();
  }

  // fit is for browsers which do not size a field by what stands in it.
  fit() { this.input.size = Math.max(4, Math.min(40, this.input.value.length + 1)); }

  typed() {
    if (this.elsewhere()) return;
    this.chosen = null;
    this.fit();
    this.complain("");
    this.line.edited();
    this.offer();
  }

  // elsewhere takes "price:" in this field for what it is in a command as it is
  // read: the beginning of that option's value.
  elsewhere() {
    const m = this.option.type !== FILE && this.input.value.match(/(^|\s)([\p{L}\p{N}_-]+):(\S*)$/u);
    const option = m && this.line.entry.options.find((o) => o.name === m[2]);
    if (!option || option === this.option && m.index > 0) return false;
    const before = this.input.value.slice(0, m.index);
    this.set(before, null);
    if (option === this.option) this.set(m[3], null);
    else {
      this.line.fill([{ option, text: m[3] }]);
      this.line.pills.find((p) => p.option === option).input.focus();
      if (!before && !this.option.required) this.line.drop(this, true);
      return true;
    }
    return false;
  }

  complain(text) {
    this.wrong.textContent = text;
    this.wrong.hidden = !text;
    this.node.classList.toggle("bad", !!text);
    this.input.setAttribute("aria-invalid", String(!!text));
  }

  // result is {value} or {error}, and says the error under the field.
  result() {
    const chosen = this.option.type === FILE ? this.input.files[0] : this.chosen;
    const r = check(this.option, this.text, chosen, this.choices);
    this.complain(r.error ?? "");
    return r;
  }

  left() {
    this.line.suggest.hide();
    clearTimeout(this.timer);
    if (this.text !== "") this.result();
  }

  offer() {
    const { suggest } = this.line, { option } = this;
    if (option.type === FILE) return;
    suggest.attach(this.input);
    const title = `${option.name} — ${option.description}`;
    const show = (list, none) => suggest.show(list, { title, none, first: this.text !== "" || !!option.required || !!this.choices, take: (c) => this.take(c) });
    if (option.autocomplete) {
      this.show = show;
      if (!suggest.open) show([], "Looking…");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), pause);
    } else if (this.choices) show(rank(this.chosen ? "" : this.text.replace(/^[@#]/, ""), this.choices, (c) => c.label.replace(/^[@#]/, ""), (c) => c.note ?? "").slice(0, 25), "No choice fits");
    else suggest.show([], { none: `${title} (${kinds[option.type]}${this.bounds()})` });
  }

  bounds() {
    const { min_value: least, max_value: most, min_length: shortest, max_length: longest } = this.option;
    if (least !== undefined || most !== undefined) return most === undefined ? `, ${least} or more` : least === undefined ? `, ${most} or less` : `, ${least} to ${most}`;
    return longest ? `, ${shortest ? shortest + " to" : "up to"} ${longest} characters` : "";
  }

  // ask lets the bot say what there is to choose; only the last question counts,
  // and what is typed stays.
  async ask() {
    const mine = ++this.asked;
    let choices;
    try { choices = await this.line.complete(this); } catch { choices = null; }
    if (mine !== this.asked || document.activeElement !== this.input) return;
    if (!choices) return this.show([], "The bot did not say what there is to choose. What you type is kept.");
    this.show(choices.map((c) => ({ label: c.name, value: c.value })), "No choices");
  }

  take(c) {
    this.set(c.label, { value: c.value, label: c.label });
    this.complain("");
    this.line.edited();
    this.line.leave(this, 1);
  }

  key(e) {
    const { suggest } = this.line, open = suggest.open;
    if (e.isComposing) return;
    if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) suggest.step(e.key === "ArrowDown" ? 1 : -1);
    else if (e.key === "Enter" || e.key === "Tab" && !e.shiftKey) {
      if (open && suggest.at >= 0 && !this.chosen) suggest.take();
      else if (e.key === "Enter") this.line.submit();
      else return;
    } else if (e.key === "Escape") {
      if (suggest.node.hidden) this.line.leave(this, 1);
      else suggest.hide();
    } else if (e.key === "Backspace" && this.text === "") this.line.drop(this);
    else return;
    e.preventDefault();
    e.stopPropagation();
  }
}
