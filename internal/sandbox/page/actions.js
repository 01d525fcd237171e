// What can be done with a message or a person: the menus behind "…", the right
// button and the keyboard.

import { el, tool, say } from "./dom.js";
import { openMenu } from "./menu.js";
import { world } from "./world.js";
import { nameOf, textOf, EPHEMERAL } from "./message.js";
import { parse } from "./markdown.js";
import { record, recording } from "./record.js";

const signs = ["❤️", "👍", "😂", "🎉", "😮", "😢", "🔥", "👀"];

const apps = (pane, kind) => pane.known().filter((c) => c.type === kind);

// telling is the longest part of a message without marks: what a script looks
// for must stand in the message just so.
function telling(m) {
  const chosen = String(getSelection()).trim();
  if (chosen) return chosen.slice(0, 100);
  const texts = [m.content, ...m.embeds.flatMap((e) => [e.title, e.description])], parts = [];
  const layout = (c) => {
    if (c.type === 10) texts.push(c.content);
    for (const x of c.components ?? []) layout(x);
  };
  m.components.forEach(layout);
  const walk = (n) => (typeof n === "string" ? parts.push(...n.split("\n")) : n.c?.forEach(walk));
  parse(texts.find((t) => t) ?? "").forEach(walk);
  return parts.map((p) => p.trim()).sort((a, b) => b.length - a.length)[0]?.slice(0, 100) ?? "";
}

export function messageMenu(pane, m, anchor) {
  const only = m.flags & EPHEMERAL, mine = m.author.id === pane.player.id;
  const items = [];
  if (!only) {
    items.push({ label: "Reply", run: () => pane.reply(m) });
    items.push({ label: "Add a reaction", run: () => reactionMenu(pane, m, anchor) });
  }
  items.push({ label: "Copy text", run: async () => {
    await navigator.clipboard.writeText(textOf(m, world.names));
    say("Copied.");
  } });
  if (recording()) {
    items.push({ label: "Check this text", note: "a line of the script", run: () => {
      record("see", telling(m));
      say("The script now looks for this text.");
    } });
  }
  if (m.interaction_metadata && pane.home.trace) items.push({ label: "Show under the hood", run: () => pane.home.trace(m.interaction_metadata.id) });
  const commands = only ? [] : apps(pane, 3);
  if (commands.length) items.push({ title: "Apps" }, ...commands.map((c) => ({ label: c.name, run: () => pane.use(c, m.id, telling(m)) })));
  if (only) items.push({ label: "Dismiss", run: () => pane.dismiss(m) });
  if (mine) items.push({ label: "Delete", danger: true, run: () => pane.delete(m) });
  openMenu(anchor, items, "Message of " + nameOf(m.author));
}

export function personMenu(pane, id, anchor) {
  const name = world.names.users.get(id) ?? "Somebody", player = world.players.find((p) => p.id === id);
  const items = [{ title: name }, { label: "Mention", run: () => pane.composer.write(`@${name} `) }];
  if (player && player.id !== pane.player.id) {
    items.push({ label: `Play as ${name}`, run: () => pane.play(player) });
    items.push({ label: `Play as ${name} beside this`, run: () => pane.home.beside(player) });
  }
  if (player && pane.player.owner) items.push(...roleItems(pane, player));
  const commands = apps(pane, 2);
  if (commands.length) items.push({ title: "Apps" }, ...commands.map((c) => ({ label: c.name, run: () => pane.use(c, id, player ? "@" + player.name : name) })));
  openMenu(anchor, items, "About " + name);
}

// roleItems let the owner give roles and take them: what the bot allows whom can be
// tried that way.
function roleItems(pane, player) {
  return world.roles.filter((r) => r.name !== "@everyone" && !r.managed).map((r) => {
    const has = player.roles.includes(r.name);
    return { label: `${has ? "Take" : "Give"} the role ${r.name}`, run: () => pane.role(player, r, !has) };
  });
}

export function reactionMenu(pane, m, anchor) {
  openMenu(anchor, signs.map((s) => ({ label: s, run: () => pane.react(m, { name: s, id: null }, true) })), "Reactions");
}

// watch puts the tools on the message that is pointed at or has the focus: one
// set of them for all messages, so that thousands cost nothing.
export function watch(pane) {
  const { node } = pane.timeline;
  const tools = el("div", { class: "tools" });
  const of = (target) => pane.timeline.get(target.closest?.(".entry")?.dataset.id);
  const show = (e) => {
    const article = e.target.closest?.("article"), m = article && of(article);
    if (!m || tools.parentElement === article) return;
    tools.replaceChildren(
      ...(m.flags & EPHEMERAL ? [] : [tool("smile", "Add a reaction", (e) => reactionMenu(pane, m, e.currentTarget)), tool("reply", "Reply", () => pane.reply(m))]),
      tool("more", "More actions", (e) => messageMenu(pane, of(article) ?? m, e.currentTarget)));
    article.append(tools);
  };
  node.addEventListener("pointerover", show);
  node.addEventListener("focusin", show);
  node.addEventListener("pointerleave", () => { if (!tools.contains(document.activeElement)) tools.remove(); });
  node.addEventListener("contextmenu", (e) => {
    const article = e.target.closest?.("article"), m = article && of(article);
    if (!m || e.shiftKey || e.target.closest("a, img")) return;
    e.preventDefault();
    const key = e.clientX === 0 && e.clientY === 0 || e.pointerType === "";
    const anchor = key ? article : { left: e.clientX, right: e.clientX, top: e.clientY, bottom: e.clientY, getBoundingClientRect() { return this; } };
    if (e.target.closest(".by, .avatar")) personMenu(pane, m.author.id, anchor);
    else messageMenu(pane, m, anchor);
  });
  node.addEventListener("keydown", (e) => keys(pane, e, of));
}

// keys goes through the messages: arrows, and Enter for the menu.
function keys(pane, e, of) {
  const { node } = pane.timeline, article = e.target.closest("article");
  if (e.target !== node && e.target !== article) return;
  const all = [...node.querySelectorAll("article")], at = all.indexOf(article);
  const to = { ArrowUp: at < 0 ? all.length - 1 : at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[e.key];
  if (to !== undefined && all[to]) all[to].focus();
  else if (e.key === "Enter" && article) messageMenu(pane, of(article), article);
  else if (e.key === "r" && article && !e.ctrlKey && !e.metaKey) pane.reply(of(article));
  else if (e.key === "Escape") pane.composer.focus();
  else return;
  e.preventDefault();
}
