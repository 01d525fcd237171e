// Elements. Text of others never becomes HTML: everything is built node by
// node, and styles are set as properties, so that the page's policy can forbid
// what is written into HTML.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "vars") for (const [name, v] of Object.entries(value)) node.style.setProperty(name, v);
    else if (key.startsWith("on")) node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

let made = 0;
// uid is an id that no other element of the page has.
export const uid = (prefix) => `${prefix}-${++made}`;

// The pictures of the page's own buttons, drawn in a square of 20 points.
const paths = {
  menu: "M3 5h14M3 10h14M3 15h14", close: "M5 5l10 10M15 5L5 15", plus: "M10 4v12M4 10h12",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01", reply: "M8 5L3 10l5 5M3 10h8c4 0 6 2 6 5", smile: "M10 3a7 7 0 100 14 7 7 0 000-14M7.5 8h.01M12.5 8h.01M7 11.5c1 2 5 2 6 0",
  clip: "M15 9l-5.5 5.500a3 3 0 01-4.2-4.200L11 4.600a2 2 0 012.9 2.900L8.3 13", send: "M3 10l14-6-5 14-3-6z", split: "M3 4h14v12H3zM10 4v12",
  hood: "M3 11h3l2-6 4 11 2-5h3", sun: "M10 6.500a3.5 3.5 0 100 7 3.5 3.5 0 000-7M10 2v1.500M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1 1M14.7 14.700l1 1M15.7 4.300l-1 1M5.3 14.700l-1 1",
  moon: "M16 12A6.5 6.5 0 018 4a6.5 6.5 0 108 8z", auto: "M10 3a7 7 0 100 14V3z", record: "M10 5.500a4.5 4.5 0 100 9 4.5 4.5 0 000-9z",
  left: "M12 4l-6 6 6 6", right: "M8 4l6 6-6 6", down: "M5 8l5 5 5-5", clock: "M10 3a7 7 0 100 14 7 7 0 000-14M10 6v4l3 2", eye: "M2 10c3-6 13-6 16 0-3 6-13 6-16 0zM10 8a2 2 0 100 4 2 2 0 000-4",
  hash: "M8 3L6 17M14 3l-2 14M3.5 7.500h13M3.5 12.500h13", mail: "M3 5h14v10H3zM3 5l7 6 7-6", file: "M5 2.500h6l4 4V17H5zM11 2.500v4h4", warn: "M10 3L2.5 16.500h15zM10 8v4M10 14.300h.01", copy: "M7 7h9v9H7zM4 13V4h9",
};

export function icon(name) {
  const ns = "http://www.w3.org/2000/svg", svg = document.createElementNS(ns, "svg"), path = document.createElementNS(ns, "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

// tool is a button that shows only a picture; label is its name.
export function tool(name, label, onclick, props = {}) {
  return el("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

// say tells everybody, those who listen too, what has happened.
let hush;
export function say(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(hush);
  hush = setTimeout(() => box.classList.remove("shown"), 4000);
}

// save hands a text to the visitor as a file.
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
