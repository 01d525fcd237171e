// The tree of a text as elements.

import { el } from "./dom.js";
import { parse, spans } from "./markdown.js";
import { written } from "./clock.js";

const tags = { b: "strong", i: "em", u: "u", s: "s", p: "p", h1: "h3", h2: "h4", h3: "h5", quote: "blockquote", ul: "ul", ol: "ol", li: "li" };

// make is one node; ctx has names, and what to do when a mention is pressed.
function make(n, ctx) {
  if (typeof n === "string") return n;
  const inner = () => n.c.map((c) => make(c, ctx));
  switch (n.t) {
    case "code": return el("code", {}, n.text);
    case "pre": return el("pre", { tabindex: 0 }, el("code", { "data-lang": n.lang }, n.text));
    case "small": return el("p", { class: "small" }, inner());
    case "ol": return el("ol", { start: n.start }, inner());
    case "link": return el("a", { href: n.url, title: n.title, rel: "noreferrer noopener", target: "_blank" }, inner());
    case "spoiler": return spoiler(inner());
    case "user": return el("button", { type: "button", class: "mention", onclick: (e) => ctx.person?.(n.id, e.currentTarget) }, "@" + (ctx.names.users.get(n.id) ?? "unknown"));
    case "role": return el("span", { class: "mention" }, "@" + (ctx.names.roles.get(n.id) ?? "unknown role"));
    case "channel": return el("button", { type: "button", class: "mention", onclick: () => ctx.enter?.(n.id) }, "#" + (ctx.names.channels.get(n.id) ?? "unknown"));
    case "command": return el("button", { type: "button", class: "mention", onclick: () => ctx.command?.(n.name) }, "/" + n.name);
    case "all": return el("span", { class: "mention" }, n.text);
    case "emoji": return el("span", { class: "emoji", title: `:${n.name}:` }, `:${n.name}:`);
    case "time": return moment(n);
    default: return el(tags[n.t], {}, inner());
  }
}

function moment({ at, style }) {
  const when = new Date(at * 1000);
  if (isNaN(when)) return `<t:${at}:${style}>`;
  return el("time", { datetime: when.toISOString(), title: when.toLocaleString(), "data-relative": style === "R" ? at : null }, written(at, style));
}

// spoiler hides its inside from eyes and from readers until it is pressed.
function spoiler(inner) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": "Spoiler: press to show it" }, el("span", {}, inner));
  const show = () => {
    node.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.onclick = show;
  node.onkeydown = (e) => {
    if (e.key !== "Enter" && e.key !== " ") return;
    e.preventDefault();
    show();
  };
  return node;
}

const onlyEmoji = /^(?:\p{Extended_Pictographic}[\u{FE0F}\u{200D}\u{1F3FB}-\u{1F3FF}]*\s*){1,9}$/u;

// markdown is a whole text.
export function markdown(text, ctx) {
  return el("div", { class: "text" + (onlyEmoji.test(text) ? " jumbo" : "") }, parse(text).map((b) => make(b, ctx)));
}

// line is a text in which blocks mean nothing: titles, names of fields.
export const line = (text, ctx) => spans(text).map((n) => make(n, ctx));
