// A form that the bot asks a player to fill in.

import { el, markdown } from "./render.js";

function input(c) {
  switch (c.type) {
    case 4: {
      const field = el(c.style === 2 ? "textarea" : "input", { required: c.required !== false, minlength: c.min_length, maxlength: c.max_length ?? 4000, placeholder: c.placeholder, rows: 5 });
      field.value = c.value ?? "";
      return [field, () => ({ value: field.value })];
    }
    case 23: {
      const box = el("input", { type: "checkbox", checked: !!c.default });
      return [box, () => ({ value: box.checked })];
    }
    default: {
      const many = (c.max_values ?? 1) > 1 || c.type === 22;
      const list = el("select", { multiple: many, required: c.required !== false }, ...(c.options ?? []).map((o) => el("option", { value: o.value, selected: !!o.default }, o.label)));
      const chosen = () => [...list.selectedOptions].map((o) => o.value);
      return [list, () => (c.type === 21 ? { value: chosen()[0] ?? null } : { values: chosen() })];
    }
  }
}

export function openModal(form, names, submit) {
  const dialog = document.getElementById("modal");
  const reads = [], rows = [];
  const add = (label, note, c) => {
    const [node, read] = input(c);
    reads.push(() => ({ type: c.type, custom_id: c.custom_id, ...read() }));
    rows.push(el("label", {}, el("strong", {}, label ?? c.label ?? c.custom_id), note ? el("span", { class: "small" }, note) : null, node));
  };
  for (const row of form.components) {
    if (row.type === 18) add(row.label, row.description, row.component);
    else if (row.type === 10) rows.push(markdown(row.content, names));
    else for (const c of row.components ?? []) add(c.label, null, c);
  }
  const wrong = el("p", { role: "alert", class: "small" });
  const body = el("form", {}, el("h3", {}, form.title), ...rows, wrong, el("div", { class: "buttons" },
    el("button", { class: "b1" }, "Submit"), el("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
  body.onsubmit = async (e) => {
    e.preventDefault();
    try {
      await submit({ id: form.id, custom_id: form.custom_id, components: reads.map((r) => ({ type: 1, components: [r()] })) });
      dialog.close();
    } catch (e) { wrong.textContent = e.message; }
  };
  dialog.replaceChildren(body);
  dialog.showModal();
}
