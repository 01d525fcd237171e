// Embeds and components: what a message is made of besides its text.

import { el, icon } from "./dom.js";
import { markdown, line } from "./text.js";
import { picture } from "./lightbox.js";
import { picker, face } from "./picker.js";

const color = (c) => (c === null || c === undefined ? {} : { "--edge": "#" + c.toString(16).padStart(6, "0") });
const shot = (m, alt, hidden) => ({ url: m.url, alt, hidden, width: m.width || null, height: m.height || null });

// gallery is some pictures side by side.
export function gallery(pictures) {
  return el("div", { class: "gallery", "data-count": Math.min(pictures.length, 4) }, pictures.map((_, i) => picture(pictures, i)));
}

export function fileCard(name, url, size) {
  const kb = size ? (size < 1024 ? `${size} bytes` : size < 1 << 20 ? `${Math.round(size / 1024)} KB` : `${(size / (1 << 20)).toFixed(1)} MB`) : null;
  return el("a", { class: "file", href: url, target: "_blank", rel: "noreferrer noopener" }, icon("file"), el("span", {}, name, kb && el("span", { class: "note" }, kb)));
}

function button(c, ctx) {
  const words = [c.emoji && el("span", { class: "sign" }, face(c.emoji)), c.label].filter(Boolean);
  if (c.style === 5) return el("a", { class: "button", href: /^https?:/.test(c.url) ? c.url : null, target: "_blank", rel: "noreferrer noopener" }, words, el("span", { class: "sign" }, "↗"));
  if (c.style === 6) return el("button", { type: "button", class: "button", disabled: true, title: "Buying is not part of the sandbox" }, "Premium");
  const node = el("button", { type: "button", class: "button b" + c.style, disabled: !!c.disabled, "data-key": c.custom_id, "aria-label": c.label ? null : face(c.emoji) }, words);
  node.onclick = () => ctx.press(c, node);
  return node;
}

const nothingTo = { 5: "Choose a person", 6: "Choose a role", 7: "Choose a person or a role", 8: "Choose a channel" };

// menu is a select menu of any kind; commit may be left out, for forms.
export function menu(c, ctx, commit, label) {
  const given = new Set((c.default_values ?? []).map((d) => d.id));
  const options = c.type === 3
    ? c.options.map((o) => ({ value: o.value, label: o.label, note: o.description, emoji: o.emoji, chosen: o.default }))
    : ctx.choices(c.type, c).map((o) => ({ ...o, chosen: given.has(o.value) }));
  return picker({ options, least: c.required === false ? 0 : c.min_values ?? 1, most: c.max_values ?? 1, placeholder: c.placeholder || nothingTo[c.type] || "Choose…",
    disabled: c.disabled, commit, key: c.custom_id, label });
}

export function component(c, ctx) {
  const inner = (list) => (list ?? []).map((x) => component(x, ctx));
  switch (c.type) {
    case 1: return el("div", { class: "row" }, inner(c.components));
    case 2: return button(c, ctx);
    case 3: case 5: case 6: case 7: case 8: {
      const made = menu(c, ctx, (values, labels) => ctx.choose(c, values, labels, made.node));
      return made.node;
    }
    case 9: return el("div", { class: "section" }, el("div", {}, inner(c.components)), component(c.accessory, ctx));
    case 10: return markdown(c.content, ctx);
    case 11: return picture([shot(c.media, c.description, c.spoiler)], 0, { class: "picture thumbnail" });
    case 12: return gallery(c.items.map((i) => shot(i.media, i.description, i.spoiler)));
    case 13: return fileCard(c.name ?? c.file.url, c.file.url, c.size);
    case 14: return el("hr", { class: (c.divider === false ? "none " : "") + (c.spacing === 2 ? "wide" : "") });
    case 17: return veiled(c.spoiler, el("div", { class: "container", vars: color(c.accent_color) }, inner(c.components)));
    default: return el("p", { class: "small" }, `(a component of kind ${c.type}, which this page does not know)`);
  }
}

// veiled hides a container behind a button.
function veiled(yes, node) {
  if (!yes) return node;
  const open = el("button", { type: "button", class: "button" }, "Spoiler: show it");
  const box = el("div", { class: "container" }, open);
  open.onclick = () => box.replaceWith(node);
  return box;
}

export function embed(e, ctx) {
  const big = e.image && el("div", { class: "picture-box" }, picture([shot(e.image, e.image.description)], 0));
  const link = (text, url) => (url && /^https?:/.test(url) ? el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, text) : text);
  const mark = (url) => url && el("img", { src: url, alt: "", width: 20, height: 20, class: "mark" });
  return el("div", { class: "embed", vars: color(e.color) },
    el("div", { class: "body" },
      e.author && el("p", { class: "author" }, mark(e.author.icon_url), link(e.author.name, e.author.url)),
      e.title && el("p", { class: "name" }, link(line(e.title, ctx), e.url)),
      e.description && markdown(e.description, ctx),
      e.fields?.length ? el("div", { class: "fields" }, e.fields.map((f) =>
        el("div", { class: f.inline ? null : "long" }, el("p", { class: "name" }, line(f.name, ctx)), markdown(f.value, ctx)))) : null),
    e.thumbnail && picture([shot(e.thumbnail, e.thumbnail.description)], 0, { class: "picture thumbnail" }),
    big,
    (e.footer || e.timestamp) && el("p", { class: "footer" }, mark(e.footer?.icon_url),
      [e.footer?.text, e.timestamp && new Date(e.timestamp).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })].filter(Boolean).join(" · ")));
}
