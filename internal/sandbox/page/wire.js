// The line to the server: REST and gateway, as any of Discord's clients has.

export class Wire {
  // onRefused is told when the server does not know the player any more.
  constructor(player, { onEvent, onState, onRefused }) {
    Object.assign(this, { player, onEvent, onState, onRefused, seq: null, session: null, nonce: 0, open: true, wait: 250 });
    this.mark = Math.random().toString(36).slice(2, 8);
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const line = new WebSocket(`${scheme}//${location.host}/gateway?v=10&encoding=json`);
    this.line = line;
    line.onmessage = (m) => line === this.line && this.payload(JSON.parse(m.data));
    line.onclose = (e) => {
      if (!this.open || line !== this.line) return;
      clearInterval(this.beat);
      if (e.code === 4004) return this.onRefused();
      this.onState("reconnecting…");
      setTimeout(() => this.open && line === this.line && this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, 4000);
    };
  }

  send(op, d) {
    if (this.line.readyState === WebSocket.OPEN) this.line.send(JSON.stringify({ op, d }));
  }

  payload({ op, t, s, d }) {
    if (s) this.seq = s;
    if (op === 10) {
      clearInterval(this.beat);
      this.beat = setInterval(() => this.send(1, this.seq), d.heartbeat_interval);
      if (this.session) this.send(6, { token: this.player.token, session_id: this.session, seq: this.seq });
      else this.identify();
    } else if (op === 1) this.send(1, this.seq);
    else if (op === 9) {
      this.session = null;
      this.identify();
    } else if (op === 0) {
      if (t === "READY") this.session = d.session_id;
      if (t === "READY" || t === "RESUMED") {
        this.wait = 250;
        this.onState("connected");
      }
      this.onEvent(t, d);
    }
  }

  identify() {
    this.send(2, { token: this.player.token, properties: { os: "web", browser: "sandbox", device: "" } });
  }

  close() {
    this.open = false;
    clearInterval(this.beat);
    this.line.close(1000);
  }

  // rest makes a request; files are sent beside the body as Discord takes them.
  async rest(method, path, body, files = []) {
    const headers = { Authorization: this.player.token };
    let sent = body && JSON.stringify(body);
    if (files.length) {
      const form = new FormData();
      form.append("payload_json", sent);
      files.forEach((f, i) => form.append(`files[${i}]`, f, f.name));
      sent = form;
    } else if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch("/api/v10" + path, { method, headers, body: sent });
    const data = answer.status === 204 ? null : await answer.json();
    if (!answer.ok) throw new Error(reason(data));
    return data;
  }

  newNonce() { return `${this.mark}${++this.nonce}`; }

  interact(nonce, type, channel, rest, files) {
    return this.rest("POST", "/interactions", { type, nonce, session_id: this.session, channel_id: channel, ...rest }, files);
  }
}

// reason is what a refusal says, the deepest complaint first.
function reason(data) {
  const found = [];
  const walk = (node, path) => {
    for (const e of node._errors ?? []) found.push(`${path.filter((p) => p !== "data" && p !== "options").join(" ")}: ${e.message}`);
    for (const [key, below] of Object.entries(node)) if (key !== "_errors") walk(below, [...path, key]);
  };
  if (data?.errors) walk(data.errors, []);
  return found.join("; ") || data?.message || "The server refused it.";
}
