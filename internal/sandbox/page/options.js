// Commands and their options, apart from how they look: what is offered, what
// is allowed, what is sent.

export const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10, FILE = 11;

// entries are the slash commands with every sub-command as one of its own:
// {name: "auction create", command, path, options, description}.
export function entries(commands) {
  const out = [];
  const walk = (command, path, name, node) => {
    const subs = (node.options ?? []).filter((o) => o.type <= 2);
    if (subs.length) for (const sub of subs) walk(command, [...path, sub], `${name} ${sub.name}`, sub);
    else out.push({ name, command, path, options: sorted(node.options ?? []), description: node.description });
  };
  for (const c of commands) if (c.type === 1) walk(c, [], c.name, c);
  return out.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const sorted = (options) => [...options.filter((o) => o.required), ...options.filter((o) => !o.required)];

// score says how well a name fits what was typed: the less the better, null not
// at all. The beginning counts most, then the beginning of a word, then any
// place, then the letters in their order.
export function score(typed, name, note = "") {
  const q = typed.toLowerCase(), n = name.toLowerCase();
  if (!q) return 0;
  if (n === q) return 0;
  if (n.startsWith(q)) return 1;
  if (n.split(/[\s_-]/).some((w) => w.startsWith(q))) return 2;
  if (n.includes(q)) return 3;
  let i = 0;
  for (const letter of n) if (letter === q[i]) i++;
  if (i === q.length && q.length > 1) return 4;
  return q.length > 2 && note.toLowerCase().includes(q) ? 5 : null;
}

// rank keeps what fits, the best first and otherwise in the order given.
export function rank(typed, list, name = (x) => x.name, note = () => "") {
  return list.map((x, i) => [score(typed, name(x), note(x)), i, x]).filter(([s]) => s !== null)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , x]) => x);
}

// choicesOf are what an option can be chosen from, {label, value, note, image}; null
// when it is typed freely.
export function choicesOf(option, world, channels) {
  const people = () => [...world.players.map((p) => ({ label: p.display_name, note: "@" + p.name, value: p.id, image: p.avatar })),
    { label: world.application.name, note: "the bot", value: world.application.id }];
  const roles = () => world.roles.map((r) => ({ label: r.name, value: r.id, note: "role" }));
  switch (option.type) {
    case BOOLEAN: return [{ label: "True", value: true }, { label: "False", value: false }];
    case USER: return people();
    case ROLE: return roles();
    case MENTIONABLE: return [...people(), ...roles()];
    case CHANNEL: return channels.map((c) => ({ label: "#" + c.name, value: c.id }));
  }
  return option.choices?.length ? option.choices.map((c) => ({ label: c.name, value: c.value })) : null;
}

// check turns what stands in an option's field into {value}, or {error}.
// chosen is the choice that was taken, if its label still stands there.
export function check(option, text, chosen, choices) {
  if (option.type === FILE) return chosen ? { value: chosen } : { error: "Choose a file." };
  if (chosen) return { value: chosen.value };
  if (text.trim() === "") return { error: option.required ? "This is needed." : "Give it a value, or take it out." };
  if (choices) {
    const bare = text.trim().replace(/^[@#]/, "").toLowerCase();
    const same = choices.find((c) => c.label.replace(/^[@#]/, "").toLowerCase() === bare || c.note?.toLowerCase() === "@" + bare || String(c.value) === text.trim());
    return same ? { value: same.value } : { error: "Choose one from the list." };
  }
  if (option.type === INTEGER || option.type === NUMBER) return number(option, text.trim());
  const n = [...text].length;
  if (option.min_length && n < option.min_length) return { error: `At least ${option.min_length} characters; these are ${n}.` };
  if (n > (option.max_length ?? 6000)) return { error: `At most ${option.max_length ?? 6000} characters; these are ${n}.` };
  return { value: text };
}

function number(option, text) {
  const n = Number(text);
  if (isNaN(n) || !isFinite(n)) return { error: "This must be a number." };
  if (option.type === INTEGER && !Number.isInteger(n)) return { error: "This must be a whole number." };
  if (option.min_value !== undefined && n < option.min_value) return { error: `Must be ${option.min_value} or more.` };
  if (option.max_value !== undefined && n > option.max_value) return { error: `Must be ${option.max_value} or less.` };
  return { value: n };
}

// encode is the data of an interaction. given are {option, value, focused}.
export function encode(entry, given) {
  let options = given.map((g) => ({ type: g.option.type, name: g.option.name, value: g.value, ...(g.focused ? { focused: true } : {}) }));
  for (const sub of [...entry.path].reverse()) options = [{ type: sub.type, name: sub.name, options }];
  return { id: entry.command.id, version: entry.command.version, name: entry.command.name, type: 1, options };
}

// split takes "count:3 name:two words" apart, by the names that there are.
export function split(text, options) {
  const names = options.map((o) => o.name.replace(/[^\w]/g, "\\$&")).join("|");
  if (!names) return { given: [], rest: text };
  const marks = [...text.matchAll(new RegExp(`(?:^|\\s)(${names}):`, "g"))];
  const given = marks.map((m, i) => {
    const raw = text.slice(m.index + m[0].length, marks[i + 1]?.index).trim();
    return { option: options.find((o) => o.name === m[1]), text: raw.replace(/^"(.*)"$/, "$1") };
  });
  return { given, rest: marks.length ? text.slice(0, marks[0].index).trim() : text };
}
