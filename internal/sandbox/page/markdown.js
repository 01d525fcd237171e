// Discord's markdown as a tree. Nothing here knows the page: a text goes in,
// plain objects come out, {t: kind, c: children, …}; a string is a text.

import { written } from "./clock.js";

// code stands between two runs of as many backticks. It is looked for by hand: as
// an expression it takes for ever on a message of nothing but backticks.
const code = {
  lastIndex: 0,
  exec(text) {
    const start = this.lastIndex, run = /`+/g;
    if (text[start] !== "`" || text[start - 1] === "`") return null;
    run.lastIndex = start;
    const n = run.exec(text)[0].length;
    for (let m; n <= 2 && (m = run.exec(text));) {
      if (m[0].length === n) return [text.slice(start, m.index + n), text.slice(start + n, m.index)];
    }
    return null;
  },
};

const inline = [
  [/\\([!-/:-@[-`{-~])/y, (m) => m[1]],
  [code, (m) => ({ t: "code", text: m[1].trim() || m[1] })],
  [/\|\|([^]+?)\|\|/y, (m, go) => ({ t: "spoiler", c: go(m[1]) })],
  [/\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, (m, go) => ({ t: "b", c: go(m[1]) })],
  [/__((?:\\[^]|[^\\])+?)__(?!_)/y, (m, go) => ({ t: "u", c: go(m[1]) })],
  [/~~(?=\S)((?:\\[^]|~(?!~)|[^~\\])+?)~~/y, (m, go) => ({ t: "s", c: go(m[1]) })],
  [/\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|\\[^]|[^\s*\\])+?)\*(?!\*)/y, (m, go) => ({ t: "i", c: go(m[1]) })],
  [/(?<![\p{L}\p{N}_])_((?:__|\\[^]|[^\\_])+?)_(?![\p{L}\p{N}_])/uy, (m, go) => ({ t: "i", c: go(m[1]) })],
  [/\[((?:\\.|[^\][\\]|\[[^\]]*\])+)\]\(<?(https?:\/\/[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"([^"]*)")?\)/y,
    (m, go) => ({ t: "link", url: m[2], ...(m[3] ? { title: m[3] } : {}), c: go(m[1]) })],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => ({ t: "link", url: m[1], c: [m[1]] })],
  [/https?:\/\/[^\s<]*[^\s<.,:;!?"'\])]/y, (m) => ({ t: "link", url: m[0], c: [m[0]] })],
  [/<@!?(\d+)>/y, (m) => ({ t: "user", id: m[1] })],
  [/<@&(\d+)>/y, (m) => ({ t: "role", id: m[1] })],
  [/<#(\d+)>/y, (m) => ({ t: "channel", id: m[1] })],
  [/<\/([^:<>]+):(\d+)>/y, (m) => ({ t: "command", name: m[1], id: m[2] })],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m) => ({ t: "time", at: Number(m[1]), style: m[2] ?? "f" })],
  [/<(a?):(\w+):(\d+)>/y, (m) => ({ t: "emoji", name: m[2], id: m[3] })],
  [/@(everyone|here)\b/y, (m) => ({ t: "all", text: m[0] })],
];
const special = /[\\`*_~|<[@h]/g;
const deepest = 16; // a message of nothing but stars must not cost a second

// spans is a text without its blocks.
export function spans(text, depth = 0) {
  const out = [];
  const plain = (s) => {
    if (!s) return;
    if (typeof out.at(-1) === "string") out.push(out.pop() + s);
    else out.push(s);
  };
  const go = (inner) => spans(inner, depth + 1);
  for (let i = 0; i < text.length;) {
    special.lastIndex = i;
    const at = depth > deepest ? -1 : (special.exec(text)?.index ?? -1);
    if (at < 0) {
      plain(text.slice(i));
      break;
    }
    plain(text.slice(i, at));
    i = at;
    let found = false;
    for (const [re, make] of inline) {
      re.lastIndex = i;
      const m = re.exec(text);
      if (!m) continue;
      const node = make(m, go);
      if (typeof node === "string") plain(node);
      else out.push(node);
      i += m[0].length;
      found = true;
      break;
    }
    if (!found) plain(text[i++]);
  }
  return out;
}

const heading = /^(#{1,3}) +(.+?) *$/, small = /^-# +(.+)$/, quote = /^> ?(.*)$/, item = /^( *)([-*]|\d{1,9}\.) +(.+)$/;

// list takes the lines of a list from the front and nests them by indent.
function list(lines) {
  const first = lines[0].match(item), indent = first[1].length, ordered = first[2].length > 1;
  const node = { t: ordered ? "ol" : "ul", ...(ordered ? { start: parseInt(first[2], 10) } : {}), c: [] };
  while (lines.length) {
    const m = lines[0].match(item);
    if (!m || m[1].length < indent) break;
    if (m[1].length > indent + 1) {
      node.c.at(-1).c.push(list(lines));
      continue;
    }
    lines.shift();
    node.c.push({ t: "li", c: spans(m[3]) });
  }
  return node;
}

function blocks(text, quoted) {
  const out = [], lines = text.split("\n");
  let words = [];
  const flush = () => {
    const joined = words.join("\n").replace(/^\n+|\n+$/g, "");
    if (joined.trim()) out.push({ t: "p", c: spans(joined) });
    words = [];
  };
  while (lines.length) {
    const line = lines[0];
    let m;
    if (!quoted && line.startsWith(">>> ")) {
      flush();
      out.push({ t: "quote", c: blocks(lines.join("\n").slice(4), true) });
      break;
    } else if (!quoted && /^> /.test(line)) {
      flush();
      const inner = [];
      while (lines.length && (m = lines[0].match(quote)) && lines[0].startsWith(">")) {
        inner.push(m[1]);
        lines.shift();
      }
      out.push({ t: "quote", c: blocks(inner.join("\n"), true) });
    } else if ((m = line.match(heading))) {
      flush();
      out.push({ t: "h" + m[1].length, c: spans(m[2]) });
      lines.shift();
    } else if ((m = line.match(small))) {
      flush();
      out.push({ t: "small", c: spans(m[1]) });
      lines.shift();
    } else if (item.test(line)) {
      flush();
      out.push(list(lines));
    } else words.push(lines.shift());
  }
  flush();
  return out;
}

// parse is a whole text as a list of blocks.
export function parse(text) {
  const out = [];
  text.split(/(```[^]*?[^`]```(?!`))/).forEach((piece, i) => {
    if (i % 2 === 0) return piece.trim() && out.push(...blocks(piece, false));
    const m = piece.slice(3, -3).match(/^(?:([\w+#.-]+)\n)?\n?([^]*?)\n?$/);
    out.push({ t: "pre", ...(m[1] ? { lang: m[1] } : {}), text: m[2] });
  });
  return out;
}

const standsAlone = new Set(["p", "h1", "h2", "h3", "small", "quote", "pre", "li"]);

// plainText is what a text says without its marks, for quotes and titles.
export function plainText(nodes, names) {
  const one = (n) => {
    if (typeof n === "string") return n;
    switch (n.t) {
      case "user": return "@" + (names.users.get(n.id) ?? "somebody");
      case "role": return "@" + (names.roles.get(n.id) ?? "role");
      case "channel": return "#" + (names.channels.get(n.id) ?? "channel");
      case "spoiler": return "▒▒▒";
      case "emoji": return `:${n.name}:`;
      case "time": return written(n.at, n.style);
    }
    const inside = n.text ?? n.name ?? n.c.map(one).join("");
    return standsAlone.has(n.t) ? inside + " " : inside;
  };
  return nodes.map(one).join("").replace(/\s+/g, " ").trim();
}
