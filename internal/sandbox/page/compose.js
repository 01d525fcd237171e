// The line in which a player writes: messages, and commands with
// suggestions for names, options and values.

import { el } from "./render.js";

// parse takes "/name sub option:value other:two words" apart.
export function parse(text, commands) {
  const words = text.slice(1).split(" ");
  const command = commands.find((c) => c.name === words[0]);
  if (!command) return { name: words[0] };
  let options = command.options ?? [], path = [], used = words[0].length + 1;
  for (const word of words.slice(1)) {
    const sub = options.find((o) => o.type <= 2 && o.name === word);
    if (!sub) break;
    path.push(sub);
    options = sub.options ?? [];
    used += word.length + 1;
  }
  const rest = text.slice(used + 1), given = [];
  const names = options.filter((o) => o.type > 2).map((o) => o.name);
  const re = new RegExp(`(?:^|\\s)(${names.map((n) => n.replace(/\W/g, "\\$&")).join("|") || "\\0"}):`, "g");
  const marks = [...rest.matchAll(re)];
  marks.forEach((m, i) => given.push({ option: options.find((o) => o.name === m[1]), text: rest.slice(m.index + m[0].length, marks[i + 1]?.index).trim() }));
  return { command, path, options, given, rest, last: given.at(-1), complete: used < text.length };
}

// value turns what was written into what the option wants.
function value(option, text, world) {
  if (option.type === 4 || option.type === 10) return text !== "" && !isNaN(text) ? Number(text) : text;
  if (option.type === 5) return /^(true|yes|1)$/i.test(text);
  const bare = text.replace(/^[@#]/, "").toLowerCase();
  if (option.type === 6 || option.type === 9) return world.players.find((p) => p.display_name.toLowerCase() === bare || p.name === bare)?.id ?? text;
  if (option.type === 7) return world.channels.get(bare) ?? text;
  return option.choices?.find((c) => c.name === text)?.value ?? text;
}

export function encode(p, world, focused) {
  let options = p.given.map((g) => ({ type: g.option.type, name: g.option.name,
    value: focused === g ? g.text : value(g.option, g.text, world), ...(focused === g ? { focused: true } : {}) }));
  for (const sub of [...p.path].reverse()) options = [{ type: sub.type, name: sub.name, options }];
  return { id: p.command.id, version: p.command.version, name: p.command.name, type: 1, options };
}

export class Compose {
  constructor(world, act) {
    Object.assign(this, { world, act, past: [], at: 0, chosen: 0, list: [] });
    this.text = document.getElementById("text");
    this.hints = document.getElementById("hints");
    this.notice = document.getElementById("notice");
    this.text.oninput = () => this.suggest();
    this.text.onkeydown = (e) => this.key(e);
    document.getElementById("compose").onsubmit = (e) => { e.preventDefault(); this.submit(); };
  }

  complain(text) { this.notice.textContent = text; this.notice.hidden = !text; }

  show(list) {
    this.list = list;
    this.chosen = 0;
    this.hints.hidden = !list.length;
    this.draw();
  }

  draw() {
    this.hints.replaceChildren(...this.list.map((h, i) => el("li", { role: "option", "aria-selected": String(i === this.chosen), onclick: () => this.take(h) },
      el("strong", {}, h.label), el("span", {}, h.note ?? ""))));
    this.hints.children[this.chosen]?.scrollIntoView({ block: "nearest" });
  }

  suggest() {
    this.complain("");
    const text = this.text.value;
    if (!text.startsWith("/")) return this.show([]);
    const p = parse(text, this.world.commands);
    if (!p.command || !p.complete && text === "/" + p.command.name) {
      return this.show(this.world.commands.filter((c) => c.type === 1 && c.name.startsWith(p.name ?? p.command.name))
        .map((c) => ({ label: "/" + c.name, note: c.description, text: "/" + c.name + " " })));
    }
    const subs = p.options.filter((o) => o.type <= 2);
    if (subs.length) return this.show(subs.filter((o) => o.name.startsWith(p.rest)).map((o) => ({ label: o.name, note: o.description, text: text.slice(0, text.length - p.rest.length) + o.name + " " })));
    if (p.last && !text.endsWith(" ")) return this.values(p, text);
    this.names(p, text);
  }

  names(p, text) {
    const word = text.endsWith(" ") ? "" : text.split(" ").at(-1);
    const head = text.slice(0, text.length - word.length);
    this.show(p.options.filter((o) => !p.given.some((g) => g.option === o) && o.name.startsWith(word))
      .map((o) => ({ label: o.name + (o.required ? "" : " (optional)"), note: o.description, text: head + o.name + ":" })));
  }

  values(p, text) {
    const { option, text: typed } = p.last;
    const head = text.slice(0, text.length - typed.length);
    const offer = (list) => this.show(list.filter((n) => n.toLowerCase().includes(typed.toLowerCase())).map((n) => ({ label: n, text: head + n + " " })));
    if (option.autocomplete) return this.act.complete(encode(p, this.world, p.last), (choices) =>
      this.text.value === text && this.show(choices.map((c) => ({ label: c.name, text: head + c.value + " " }))));
    if (option.choices?.length) return offer(option.choices.map((c) => c.name));
    if (option.type === 5) return offer(["true", "false"]);
    if (option.type === 6) return offer(this.world.players.map((p) => p.display_name));
    if (option.type === 7) return offer([...this.world.channels.keys()]);
    this.show([]);
  }

  take(hint) {
    this.text.value = hint.text;
    this.text.focus();
    this.suggest();
  }

  key(e) {
    const open = this.list.length > 0;
    if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      this.chosen = (this.chosen + (e.key === "ArrowDown" ? 1 : -1) + this.list.length) % this.list.length;
      this.draw();
    } else if (e.key === "Tab" && open) { e.preventDefault(); this.take(this.list[this.chosen]); }
    else if (e.key === "Escape") this.show([]);
    else if (e.key === "Enter" && open && this.needsMore()) { e.preventDefault(); this.take(this.list[this.chosen]); }
    else if (e.key === "ArrowUp" && this.past.length) { e.preventDefault(); this.text.value = this.past[this.at = Math.max(this.at - 1, 0)]; }
  }

  // needsMore says that Enter chooses a suggestion instead of sending.
  needsMore() {
    const p = parse(this.text.value, this.world.commands);
    if (!p.command) return true;
    if (p.options.some((o) => o.type <= 2)) return true;
    return p.options.some((o) => o.required && !p.given.some((g) => g.option === o && g.text)) || p.last?.text === "";
  }

  // submit empties the line at once, so that what is typed while the request
  // is under way is not lost; what was refused comes back into an empty line.
  async submit() {
    const text = this.text.value.trim();
    if (!text) return;
    const p = text.startsWith("/") && parse(text, this.world.commands);
    if (p && !p.command) return this.complain(`There is no command /${p.name}.`);
    this.text.value = "";
    this.show([]);
    this.complain("");
    try {
      if (p) await this.act.command(encode(p, this.world));
      else await this.act.say(text);
      this.past.push(text);
      this.at = this.past.length;
    } catch (e) {
      this.text.value ||= text;
      this.complain(e.message);
    }
  }
}
