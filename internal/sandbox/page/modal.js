// A form that the bot asks a player to fill in.

import { el, tool, uid } from "./dom.js";
import { markdown } from "./text.js";
import { menu } from "./component.js";

// Each input is {node, read, label}: read(files) is what goes to the bot, with the
// files that go beside it put into the list; label() is what a person would call it;
// wrongly() is a complaint, or nothing.
function input(c, ctx, id, name) {
  switch (c.type) {
    case 4: return text(c, id);
    case 3: case 5: case 6: case 7: case 8: {
      const { node, read } = menu(c, ctx, null, name);
      node.id = id;
      const least = c.required === false ? 0 : c.min_values ?? 1;
      return { node, read: () => ({ values: read() }), label: () => read().map((v) => spoken(c, ctx, v)).join(","), wrongly: () => read().length < least && `Choose at least ${least}.` };
    }
    case 19: return upload(c, id);
    case 21: case 22: return group(c, id, name);
    case 23: {
      const node = el("input", { type: "checkbox", id, checked: !!c.default });
      return { node, read: () => ({ value: node.checked }), label: () => String(node.checked) };
    }
    default: return { node: el("p", { class: "small" }, `(an input of kind ${c.type}, which this page does not know)`), read: () => ({}), label: () => "" };
  }
}

// spoken is what a person would call a choice: people, roles and channels have
// names.
const spoken = (c, ctx, value) => (c.type === 3 ? value : ctx.choices(c.type, c).find((o) => o.value === value)?.label ?? value);

function text(c, id) {
  const long = c.style === 2, most = c.max_length ?? 4000;
  const node = el(long ? "textarea" : "input", { id, placeholder: c.placeholder, rows: long ? 5 : null, maxlength: most, type: long ? null : "text" });
  node.value = c.value ?? "";
  const count = el("span", { class: "count" });
  const tell = () => { count.textContent = `${[...node.value].length} / ${most}`; };
  node.oninput = tell;
  tell();
  return { node, after: c.max_length || long ? count : null, read: () => ({ value: node.value }), label: () => node.value, wrongly: () => {
    const n = [...node.value].length;
    if (!n) return c.required !== false && "This is needed.";
    return n < (c.min_length ?? 0) && `At least ${c.min_length} characters; these are ${n}.`;
  } };
}

// upload takes files. The form names each by its number among all that are sent.
function upload(c, id) {
  const least = c.required === false ? 0 : c.min_values ?? 1, most = c.max_values ?? 1;
  const node = el("input", { type: "file", id, multiple: most > 1 });
  return { node, read: (files) => ({ values: [...node.files].map((f) => String(files.push(f) - 1)) }), label: () => [...node.files].map((f) => f.name).join(","), wrongly: () => {
    const n = node.files.length;
    if (n < least) return least === 1 ? "Choose a file." : `Choose at least ${least} files.`;
    return n > most && `Choose at most ${most}; these are ${n}.`;
  } };
}

// group is a choice of one (radio) or several (checkboxes).
function group(c, id, name) {
  const one = c.type === 21, shared = uid("group");
  const boxes = (c.options ?? []).map((o) => ({ o, box: el("input", { type: one ? "radio" : "checkbox", name: shared, value: o.value, checked: !!o.default }) }));
  const node = el("div", { class: "group", id, role: one ? "radiogroup" : "group", "aria-label": name, tabindex: -1 },
    boxes.map(({ o, box }) => el("label", {}, box, el("span", {}, o.label, o.description && el("span", { class: "note" }, o.description)))));
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ o }) => o);
  const least = c.required === false ? 0 : one ? 1 : c.min_values ?? 1, most = one ? 1 : c.max_values ?? boxes.length;
  return { node, read: () => (one ? { value: chosen()[0]?.value ?? null } : { values: chosen().map((o) => o.value) }), label: () => chosen().map((o) => o.value).join(","),
    wrongly: () => (chosen().length < least ? (one ? "Choose one." : `Choose at least ${least}.`) : chosen().length > most && `Choose at most ${most}.`) };
}

// openModal shows a form. submit is told the data, the files and what was
// filled in as {name, label}; it throws what the server says against it.
export function openModal(form, ctx, submit) {
  const fields = [];
  const add = (label, note, c) => {
    const id = uid("input"), about = uid("about"), made = input(c, ctx, id, label);
    const wrong = el("p", { class: "wrong", hidden: true }), flat = c.type === 23;
    made.node.setAttribute("aria-describedby", about);
    const needed = c.required !== false && c.type !== 23;
    if (needed) made.node.setAttribute("aria-required", c.type === 4 ? "true" : "true");
    fields.push({ ...made, c, wrong });
    const words = el(/^(INPUT|TEXTAREA)$/.test(made.node.tagName) ? "label" : "span", { for: id, class: "label" }, label ?? c.custom_id, needed ? el("span", { class: "needed", "aria-hidden": "true" }, " *") : null);
    return el("div", { class: "input" + (flat ? " flat" : "") }, flat ? made.node : words, flat ? words : null, el("div", { id: about }, note && el("p", { class: "small" }, note), wrong), flat ? null : made.node, made.after);
  };
  const rows = form.components.flatMap((row) => {
    if (row.type === 18) return [add(row.label, row.description, row.component)];
    if (row.type === 10) return [markdown(row.content, ctx)];
    return (row.components ?? []).map((c) => add(c.label, null, c));
  });
  for (const f of fields) if (f.c.type === 22 || f.c.type === 5 || f.c.type === 6) f.node.removeAttribute("aria-required");
  const notice = el("p", { class: "notice", role: "alert", hidden: true });
  const title = uid("title"), send = el("button", { class: "button b1" }, "Submit");
  const body = el("form", { novalidate: true }, el("div", { class: "top" }, el("h2", { id: title }, form.title), tool("close", "Close", () => dialog.close())),
    el("p", { class: "small from" }, `A form of ${form.application?.name ?? "the bot"}. Do not write passwords into it.`), el("div", { class: "inputs" }, rows), notice,
    el("div", { class: "bottom" }, el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel"), send));
  const dialog = el("dialog", { class: "modal", "aria-labelledby": title }, body);
  body.onsubmit = async (e) => {
    e.preventDefault();
    let first = null;
    for (const f of fields) {
      const wrong = f.wrong.textContent = f.wrongly?.() || "";
      f.wrong.hidden = !wrong;
      f.node.setAttribute("aria-invalid", String(!!wrong));
      if (wrong) first ??= f;
    }
    if (first) return first.node.focus();
    send.disabled = true;
    try {
      const files = [], components = fields.map((f) => ({ type: 1, components: [{ type: f.c.type, custom_id: f.c.custom_id, ...f.read(files) }] }));
      await submit({ id: form.id, custom_id: form.custom_id, components }, files, fields.map((f) => ({ name: f.c.custom_id, label: f.label() })));
      dialog.close();
    } catch (e) {
      notice.textContent = e.message;
      notice.hidden = false;
    } finally { send.disabled = false; }
  };
  // Who mends what was complained about sees the complaint go.
  const mend = () => {
    for (const f of fields) {
      if (f.wrong.hidden || f.wrongly?.()) continue;
      f.wrong.hidden = true;
      f.node.setAttribute("aria-invalid", "false");
    }
  };
  body.addEventListener("input", mend);
  body.addEventListener("click", mend);
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.node.focus();
}
