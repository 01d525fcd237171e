// A message as an element: who, when, in answer to what, and what may be done
// with it.

import { el, icon } from "./dom.js";
import { markdown } from "./text.js";
import { parse, plainText } from "./markdown.js";
import { component, embed, gallery, fileCard } from "./component.js";
import { face } from "./picker.js";
import { now } from "./clock.js";

export const LOADING = 128, LAYOUT = 32768, EPHEMERAL = 64;

export const nameOf = (u) => u.global_name ?? u.username;
export const avatarOf = (u) => `/avatars/${u.id}/${u.avatar}.png`;

// textOf is everything that a message says, in one line.
export function textOf(m, names) {
  const found = [];
  const walk = (c) => {
    if (c.type === 10) found.push(plainText(parse(c.content), names));
    for (const x of c.components ?? []) walk(x);
  };
  if (m.content) found.push(plainText(parse(m.content), names));
  for (const e of m.embeds) found.push([e.title, e.description, ...(e.fields ?? []).map((f) => `${f.name} ${f.value}`)].filter(Boolean).map((t) => plainText(parse(t), names)).join(" "));
  for (const c of m.components) walk(c);
  return found.join(" ") || (m.attachments.length ? "📎 " + m.attachments.map((a) => a.filename).join(", ") : "");
}

const alone = (m) => m.referenced_message || m.message_reference || m.interaction_metadata;

// follows says that a message needs no head of its own after the one before.
export function follows(m, before) {
  return before && !alone(m) && before.author.id === m.author.id && new Date(m.timestamp) - new Date(before.timestamp) < 7 * 60000
    && (before.flags & EPHEMERAL) === (m.flags & EPHEMERAL) && sameDay(m, before);
}

export const sameDay = (a, b) => new Date(a.timestamp).toDateString() === new Date(b.timestamp).toDateString();

export function dayOf(m) {
  const day = new Date(m.timestamp), today = new Date(now());
  if (day.toDateString() === today.toDateString()) return "Today";
  return day.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", year: day.getFullYear() === today.getFullYear() ? undefined : "numeric" });
}

// why is the line above a message: what it answers. A name with capitals is one of
// a menu; slash commands have none.
function why(m, ctx) {
  const r = m.referenced_message, asked = m.interaction_metadata;
  if (r) {
    return el("button", { type: "button", class: "why", onclick: () => ctx.jump(r.id) }, icon("reply"),
      el("img", { src: avatarOf(r.author), alt: "", width: 16, height: 16 }), el("b", {}, nameOf(r.author)),
      el("span", { class: "cut" }, textOf(r, ctx.names).slice(0, 120) || "a message"));
  }
  if (m.message_reference) return el("p", { class: "why" }, icon("reply"), el("span", {}, "The message is gone"));
  if (!asked) return null;
  const who = [icon("reply"), el("img", { src: avatarOf(asked.user), alt: "", width: 16, height: 16 }), el("b", {}, nameOf(asked.user))];
  if (asked.interacted_message_id) return el("button", { type: "button", class: "why", onclick: () => ctx.jump(asked.interacted_message_id) }, who, "used a control");
  return el("p", { class: "why" }, who, el("span", {}, asked.type === 5 ? "sent a form" : "used "), asked.type === 2 && asked.name ? el("span", { class: "used" }, (/\p{Lu}/u.test(asked.name) ? "" : "/") + asked.name) : null);
}

function when(m, brief) {
  const at = new Date(m.timestamp);
  return el("time", { class: "when", datetime: at.toISOString(), title: at.toLocaleString([], { dateStyle: "full", timeStyle: "medium" }) }, at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", ...(brief ? { hour12: false } : {}) }));
}

function reactions(m, ctx) {
  if (!m.reactions?.length) return null;
  return el("div", { class: "reactions" }, m.reactions.map((r) => {
    const sign = face(r.emoji), mine = ctx.reacted(m, r.emoji);
    return el("button", { type: "button", class: "reaction", "aria-pressed": String(mine), "aria-label": `${sign}, ${r.count}${mine ? ", yours too" : ""}`, "data-key": "r" + sign,
      onclick: () => ctx.react(m, r.emoji, !mine) }, el("span", {}, sign), String(r.count));
  }));
}

// body is what the author made.
function body(m, ctx) {
  const shown = new Set(m.embeds.flatMap((e) => [e.image?.url, e.thumbnail?.url, e.footer?.icon_url, e.author?.icon_url]));
  const layout = m.flags & LAYOUT;
  const files = layout ? [] : m.attachments.filter((a) => !shown.has(a.url));
  const isPicture = (a) => a.content_type?.startsWith("image/");
  const pictures = files.filter(isPicture).map((a) => ({ url: a.url, alt: a.description ?? a.filename, width: a.width, height: a.height, hidden: a.filename.startsWith("SPOILER_") }));
  const edited = m.edited_timestamp && !(m.flags & LOADING) ? el("span", { class: "edited", title: new Date(m.edited_timestamp).toLocaleString() }, "(edited)") : null;
  return el("div", { class: "content" },
    m.flags & LOADING ? el("p", { class: "thinking" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), `${nameOf(m.author)} is thinking…`) : null,
    m.content ? markdown(m.content, ctx) : null,
    pictures.length ? gallery(pictures) : null,
    files.filter((a) => !isPicture(a)).map((a) => fileCard(a.filename, a.url, a.size)),
    m.embeds.map((e) => embed(e, ctx)),
    layout ? el("div", { class: "layout" }, m.components.map((c) => component(c, ctx))) : m.components.map((c) => component(c, ctx)),
    edited);
}

// draw makes the element of a message; brief ones have no head. ctx is what the
// view lets one do.
export function draw(m, ctx, brief) {
  const by = nameOf(m.author), only = m.flags & EPHEMERAL;
  const me = ctx.player.id, calls = m.mention_everyone || m.mentions?.some((u) => u.id === me);
  const person = (e) => ctx.person(m.author.id, e.currentTarget);
  const node = el("article", { class: ["message", brief && "brief", only && "ephemeral", calls && !only && "calls"].filter(Boolean).join(" "), tabindex: -1,
    "aria-label": `${by}, ${new Date(m.timestamp).toLocaleTimeString([], { timeStyle: "short" })}` },
  brief ? el("div", { class: "gutter" }, when(m, true)) : why(m, ctx),
  brief ? null : el("button", { type: "button", class: "avatar", "aria-label": "About " + by, onclick: person, tabindex: -1 }, el("img", { src: avatarOf(m.author), alt: "", width: 40, height: 40 })),
  el("div", { class: "main" },
    brief ? null : el("p", { class: "head" }, el("button", { type: "button", class: "by", onclick: person }, by), m.author.bot ? el("span", { class: "tag" }, "App") : null, when(m)),
    body(m, ctx),
    reactions(m, ctx),
    only ? el("p", { class: "only" }, icon("eye"), "Only you can see this", " · ", el("button", { type: "button", class: "plain", onclick: () => ctx.dismiss(m) }, "Dismiss")) : null));
  return node;
}
