// Messages as elements. Text never becomes HTML: everything is built node by
// node.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node[key] = value;
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((c) => c != null));
  return node;
}

const inline = [
  [/^\\([!-/:-@[-`{-~])/, (m) => m[1]],
  [/^`([^`]+)`/, (m) => el("code", {}, m[1])],
  [/^\*\*([^]+?)\*\*/, (m, names) => el("strong", {}, ...spans(m[1], names))],
  [/^__([^]+?)__/, (m, names) => el("u", {}, ...spans(m[1], names))],
  [/^~~([^]+?)~~/, (m, names) => el("s", {}, ...spans(m[1], names))],
  [/^\|\|([^]+?)\|\|/, (m, names) => el("span", { class: "spoiler", tabindex: 0 }, ...spans(m[1], names))],
  [/^[*_]([^*_\s][^*_]*)[*_](?![a-z0-9])/i, (m, names) => el("em", {}, ...spans(m[1], names))],
  [/^\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/, (m) => el("a", { href: m[2], rel: "noreferrer noopener", target: "_blank" }, m[1])],
  [/^https?:\/\/[^\s<>]+/, (m) => el("a", { href: m[0], rel: "noreferrer noopener", target: "_blank" }, m[0])],
  [/^<@!?(\d+)>/, (m, names) => el("span", { class: "mention" }, "@" + (names.users.get(m[1]) ?? m[1]))],
  [/^<#(\d+)>/, (m, names) => el("span", { class: "mention" }, "#" + (names.channels.get(m[1]) ?? m[1]))],
  [/^<t:(-?\d+)(?::([tTdDfFR]))?>/, (m) => moment(Number(m[1]), m[2] ?? "f")],
  [/^<a?:(\w+):\d+>/, (m) => `:${m[1]}:`],
];

function spans(text, names) {
  const out = [];
  let plain = "";
  while (text) {
    const rule = inline.map(([re, make]) => [text.match(re), make]).find(([m]) => m);
    if (rule) {
      if (plain) out.push(plain);
      plain = "";
      out.push(rule[1](rule[0], names));
      text = text.slice(rule[0][0].length);
    } else {
      plain += text[0];
      text = text.slice(1);
    }
  }
  if (plain) out.push(plain);
  return out;
}

function moment(seconds, style) {
  const at = new Date(seconds * 1000);
  const shapes = { t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
    f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" } };
  const node = el("time", { datetime: at.toISOString(), title: at.toLocaleString() });
  node.textContent = style === "R" ? relative(seconds) : at.toLocaleString([], shapes[style]);
  if (style === "R") node.dataset.relative = seconds;
  return node;
}

export function relative(seconds) {
  const left = Math.round(seconds - Date.now() / 1000);
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, n]) => Math.abs(left) >= n) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(Math.trunc(left / size), unit);
}

// markdown is a text as a block of paragraphs, lists, quotes and code.
export function markdown(text, names) {
  const box = el("div", { class: "text" });
  const pieces = text.split(/```(?:\w+\n)?([^]*?)```/);
  pieces.forEach((piece, i) => {
    if (i % 2) return box.append(el("pre", {}, el("code", {}, piece.trim())));
    for (const line of piece.split("\n")) {
      const head = line.match(/^(#{1,3}) (.+)/);
      const small = line.match(/^-# (.+)/);
      const item = line.match(/^\s*(?:[-*]|\d+\.) (.+)/);
      const quote = line.match(/^> (.+)/);
      if (head) box.append(el("h" + (head[1].length + 2), {}, ...spans(head[2], names)));
      else if (small) box.append(el("p", { class: "small" }, ...spans(small[1], names)));
      else if (item) {
        if (box.lastElementChild?.tagName !== "UL") box.append(el("ul"));
        box.lastElementChild.append(el("li", {}, ...spans(item[1], names)));
      } else if (quote) box.append(el("blockquote", {}, ...spans(quote[1], names)));
      else if (line.trim()) box.append(el("p", {}, ...spans(line, names)));
    }
  });
  return box;
}

const color = (n) => (n == null ? "" : `--edge:#${n.toString(16).padStart(6, "0")}`);
const face = (e) => (e ? (e.id ? `:${e.name}:` : e.name) + " " : "");

// component draws one component; act is called when a player uses it.
export function component(c, ctx) {
  const inner = (list) => (list ?? []).map((x) => component(x, ctx));
  switch (c.type) {
    case 1: return el("div", { class: "buttons" }, ...inner(c.components));
    case 2:
      if (c.style === 5) return el("a", { class: "button", href: c.url, target: "_blank", rel: "noreferrer noopener" }, face(c.emoji) + (c.label ?? ""));
      return el("button", { type: "button", class: "b" + c.style, disabled: !!c.disabled, onclick: () => ctx.act(c, []) }, (face(c.emoji) + (c.label ?? "")).trim());
    case 3: case 5: case 6: case 7: case 8: return menu(c, ctx);
    case 9: return el("div", { class: "section" }, el("div", {}, ...inner(c.components)), component(c.accessory, ctx));
    case 10: return markdown(c.content, ctx.names);
    case 11: return el("img", { src: c.media.url, alt: c.description ?? "", loading: "lazy" });
    case 12: return el("div", { class: "gallery" + (c.items.length > 1 ? " many" : "") },
      ...c.items.map((i) => el("a", { href: i.media.url, target: "_blank" }, el("img", { src: i.media.url, alt: i.description ?? "", title: i.description }))));
    case 13: return el("p", {}, "📄 ", el("a", { href: c.file.url, target: "_blank" }, c.name ?? c.file.url));
    case 14: return el("hr", { class: (c.divider === false ? "none " : "") + (c.spacing === 2 ? "wide" : "") });
    case 17: return el("div", { class: "container", style: color(c.accent_color) }, ...inner(c.components));
    default: return el("p", { class: "small" }, `(component ${c.type})`);
  }
}

function menu(c, ctx) {
  const options = c.type === 3 ? c.options.map((o) => [o.value, face(o.emoji) + o.label + (o.description ? " — " + o.description : ""), o.default])
    : ctx.choices(c.type);
  const many = (c.max_values ?? 1) > 1;
  const list = el("select", { multiple: many, disabled: !!c.disabled, "aria-label": c.placeholder ?? "Choose" });
  if (!many) list.append(el("option", { value: "", disabled: true, selected: !options.some((o) => o[2]) }, c.placeholder ?? "Choose…"));
  for (const [value, label, chosen] of options) list.append(el("option", { value, selected: !!chosen }, label));
  if (many) list.size = Math.min(options.length, 10); // all of them at a glance
  const values = () => [...list.selectedOptions].map((o) => o.value).filter(Boolean);
  if (!many) { list.onchange = () => ctx.act(c, values()); return list; }
  return el("span", { class: "row" }, list, el("button", { type: "button", onclick: () => ctx.act(c, values()) }, "Choose"));
}

function embed(e, names) {
  const picture = (p) => p && el("img", { src: p.url, alt: p.description ?? "", loading: "lazy" });
  return el("div", { class: "embed", style: color(e.color) },
    e.author && el("div", { class: "small" }, e.author.name),
    e.title && el("strong", {}, e.url ? el("a", { href: e.url, target: "_blank", rel: "noreferrer" }, e.title) : e.title),
    e.description && markdown(e.description, names),
    e.fields?.length ? el("div", { class: "fields" }, ...e.fields.map((f) =>
      el("div", { class: f.inline ? "" : "long" }, el("strong", {}, f.name), markdown(f.value, names)))) : null,
    picture(e.image) ?? picture(e.thumbnail), e.footer && el("div", { class: "small" }, e.footer.text));
}

// message draws a message for the list.
export function message(m, ctx) {
  const loading = m.flags & 128, v2 = m.flags & 32768, only = m.flags & 64;
  const shown = new Set(m.embeds.map((e) => e.image?.url));
  const by = m.author.global_name ?? m.author.username;
  const asked = m.interaction_metadata;
  return el("li", { class: "message" + (only ? " ephemeral" : ""), "data-id": m.id },
    el("img", { src: `/avatars/${m.author.id}/${m.author.avatar}.png`, alt: "", width: 40, height: 40 }),
    el("div", {},
      asked && el("div", { class: "used" }, `${asked.user.global_name} ${asked.type === 5 ? "sent a form" : asked.name ? "used /" + asked.name : "used a button"}`),
      el("span", { class: "by" }, by), m.author.bot ? el("span", { class: "tag" }, "APP") : null,
      el("span", { class: "time" }, new Date(m.timestamp).toLocaleTimeString([], { timeStyle: "short" }) + (m.edited_timestamp ? " (edited)" : "")),
      loading ? el("p", { class: "thinking" }, `${by} is thinking…`) : null,
      m.content ? markdown(m.content, ctx.names) : null,
      ...m.embeds.map((e) => embed(e, ctx.names)),
      v2 ? null : el("div", { class: "attached gallery" }, ...m.attachments.filter((a) => !shown.has(a.url)).map((a) =>
        a.content_type?.startsWith("image/") ? el("img", { src: a.url, alt: a.description ?? a.filename }) : el("a", { href: a.url, target: "_blank" }, a.filename))),
      ...m.components.map((c) => component(c, ctx)),
      m.reactions?.length ? el("p", { class: "small" }, m.reactions.map((r) => `${r.emoji.name} ${r.count}`).join("  ")) : null,
      only ? el("div", { class: "only" }, "👁 Only you can see this. ", el("button", { type: "button", onclick: () => ctx.dismiss(m) }, "Dismiss")) : null));
}
