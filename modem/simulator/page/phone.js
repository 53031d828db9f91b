// A feature phone: what it knows, what its keys do. The screens are drawn by screens.js.

import * as api from "./api.js";
import { atEnd, h, hourOf, present, pretty } from "./dom.js";
import { SCREENS, bubble, isNumber, isUssdCode } from "./screens.js";
import { say } from "./words.js";

const KEYS = [["1", ""], ["2", "abc"], ["3", "def"], ["4", "ghi"], ["5", "jkl"], ["6", "mno"], ["7", "pqrs"], ["8", "tuv"], ["9", "wxyz"], ["*", "+"], ["0", "␣"], ["#", "⇧"]];
const MISSED_CALL_S = 8; // two rings
const CALL_S = 20;
const REASONS = { "no answer": "missed", rejected: "rejected", busy: "busy", unreachable: "unreachable" };
const CASES = 5; // colours of the case, see phone.css

export class Phone {
  /** A phone on the wall; `city` knows the modems, the clock and the USSD code, `remove` takes it away. */
  constructor(number, index, city, remove) {
    Object.assign(this, { number, city, messages: [], drafts: new Map(), unread: new Map(), dialled: "", selected: 0, view: "thread", before: "home" });
    this.peer = city.kiosk();
    this.ussd = null;
    this.call = null;
    this.flash = null;
    this.element = this.build(index % CASES, remove);
    this.draw();
  }

  // what it knows

  nameOf(peer) { return this.city.nameOf(peer) ?? pretty(peer); }
  isKiosk(peer) { return this.city.nameOf(peer) !== undefined; }
  unreadCount() { return [...this.unread.values()].reduce((sum, count) => sum + count, 0); }

  /** The conversations, newest first; the kiosk's is always there. */
  threads() {
    const last = new Map();
    for (const message of this.messages) { last.delete(message.peer); last.set(message.peer, message); }
    const peers = [...last.keys()].reverse();
    if (!peers.includes(this.city.kiosk())) peers.push(this.city.kiosk());
    return peers.map((peer) => ({ peer, last: last.get(peer), unread: this.unread.get(peer) ?? 0 }));
  }

  /** Takes over what the simulator knows of this handset; also after a lost connection. */
  async refresh() {
    try {
      const [received, sent, state] = await Promise.all([api.inbox(this.number), api.sent(this.number), api.handset(this.number)]);
      const told = [...received.map(theirs), ...sent.map(mine)];
      const ids = new Set(told.map(({ id }) => id));
      const newer = this.messages.filter(({ id, note }) => note || !ids.has(id)); // came while we were asking
      this.messages = [...told, ...newer].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
      this.follow(state);
      this.draw();
    } catch (error) { this.notice(error); }
  }

  receive(entry) {
    const message = theirs(entry);
    if (!this.keep(message)) return;
    this.city.announce(say("newMessage", { name: this.nameOf(message.peer), text: message.text }));
    if (this.view === "thread" && this.peer === message.peer) return;
    this.unread.set(message.peer, (this.unread.get(message.peer) ?? 0) + 1);
    if (message.flash) { this.flash = message; this.go("flash"); } else if (this.view === "home" || this.view === "inbox") this.draw(); else this.bar();
  }

  /** A message sent by this handset, here or by another program. */
  hasSent(entry) { this.keep(mine(entry)); }

  keep(message) {
    if (message.id && this.messages.some(({ id }) => id === message.id)) return false;
    this.messages.push(message);
    if (this.view === "thread" && this.peer === message.peer) this.append(message);
    return true;
  }

  /** The call and USSD state as the network sees it. */
  follow({ call, last_call: last, ussd }) {
    if (call) {
      const fresh = this.call === null || this.call.gone;
      this.call = { peer: call.with, state: call.state };
      if (fresh) this.go("call"); else if (this.view === "call") this.draw();
    } else if (this.call && !this.call.gone) {
      this.call = { ...this.call, state: REASONS[last?.reason] ?? "ended", gone: true };
      if (this.view === "call") { this.draw(); setTimeout(() => { if (this.view === "call" && this.call.gone) this.show(this.before); }, 1600); }
    }
    if (ussd && (this.ussd === null || (!this.ussd.pending && this.ussd.text !== ussd.text))) {
      this.ussd = { code: this.ussd?.code ?? this.city.code(), text: ussd.text, more: true, pending: false, reply: "" };
      this.go("ussd");
    } else if (!ussd && this.ussd?.more && !this.ussd.pending) {
      this.ussd.more = false;
      if (this.view === "ussd") this.draw();
    }
  }

  // what it does

  openThread(peer) {
    this.peer = this.city.e164(peer);
    this.unread.delete(this.peer);
    this.show("thread");
  }

  startDial(text) { this.dialled = text; this.show("dial"); }

  async sendText(field) {
    const text = field.value.trim();
    if (!text) { this.focus(); return; }
    const peer = this.peer;
    await this.attempt(async () => {
      const { id, at } = await api.text(this.number, peer, text);
      this.drafts.delete(peer);
      if (field.isConnected) { field.value = ""; field.dispatchEvent(new Event("input")); }
      this.hasSent({ id, to: peer, text, at: at ?? this.city.clock() });
    });
  }

  async dialUssd(code) {
    await this.exchange({ code, text: "", more: false, pending: true, reply: "" }, { dial: code });
  }

  async replyUssd() {
    const { code, text, reply } = this.ussd;
    await this.exchange({ code, text, more: true, pending: true, reply: "" }, { reply });
  }

  async exchange(waiting, body) {
    const asked = (this.ussd = waiting);
    this.go("ussd");
    const done = await this.attempt(async () => {
      const { text, more } = await api.ussd(this.number, body);
      if (this.ussd === asked) this.ussd = { ...waiting, text, more, pending: false };
    });
    if (!done && this.ussd === asked) this.ussd = { ...waiting, text: waiting.text || say("ussdEnded"), more: false, pending: false };
    if (this.view === "ussd") this.draw();
  }

  async cancelUssd() {
    await this.attempt(() => api.ussd(this.number, { cancel: true }));
    this.leaveUssd();
  }

  leaveUssd() { this.ussd = null; this.show(this.before); }

  async ring(peer, seconds) {
    await this.attempt(async () => {
      const state = await api.call(this.number, peer, seconds);
      this.keep({ note: true, peer: this.city.e164(peer), text: say(seconds === CALL_S ? "call" : "quickCall"), at: this.city.clock() });
      this.follow(state);
    });
  }

  async attempt(action) {
    try { await action(); return true; } catch (error) { this.notice(error); return false; }
  }

  // keys

  green() {
    if (this.view === "dial" && isUssdCode(this.dialled)) this.dialUssd(this.dialled);
    else if (this.view === "dial" && isNumber(this.dialled)) this.ring(this.dialled, CALL_S);
    else if (this.view === "thread") this.ring(this.peer, CALL_S);
    else if (this.view === "inbox") this.ring(this.threads()[this.selected].peer, CALL_S);
    else if (this.view === "ussd") this.soft("left");
    else this.startDial(this.dialled);
  }

  async red() {
    if (this.call && !this.call.gone) await this.attempt(async () => this.follow(await api.hangUp(this.number)));
    else if (this.view === "ussd" && this.ussd.more) await this.cancelUssd();
    this.show(this.view === "call" ? this.before : "home");
  }

  soft(side) { this.screen[side][1](); }

  move(step) {
    if (this.view === "inbox") {
      this.selected = Math.min(Math.max(this.selected + step, 0), this.threads().length - 1);
      this.draw();
    } else this.body.querySelector(".bubbles, .ussd-text")?.scrollBy({ top: step * 60 });
  }

  press(key) {
    const { field } = this.screen;
    if (field && !field.readOnly) {
      field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input"));
      this.focus();
    } else if (this.view === "home" || this.view === "inbox") this.startDial(key);
  }

  erase(field) {
    const end = field.selectionStart;
    if (field.selectionStart === field.selectionEnd) field.setSelectionRange(Math.max(end - 1, 0), end);
    field.setRangeText("");
    field.dispatchEvent(new Event("input"));
    this.focus();
  }

  typed(event) {
    const typing = event.target.matches("input, textarea");
    const act = { Enter: () => this.soft("left"), Escape: () => this.soft("right"), ArrowUp: () => this.move(-1), ArrowDown: () => this.move(1) }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (act) {
      if (event.key === "Enter" && (event.shiftKey || event.target.matches("button"))) return;
      if (event.key.startsWith("Arrow") && (typing || event.target.matches(".bubbles, .ussd-text"))) return;
    } else if (typing || !/^[\d*#]$/.test(event.key)) return;
    event.preventDefault();
    if (act) act(); else { this.press(event.key); this.glow(event.key); }
  }

  // drawing

  /** Goes to a screen that comes by itself or may return: where it came from is kept. */
  go(view) {
    if (!["call", "ussd", "flash"].includes(this.view)) this.before = this.view;
    this.show(view);
  }

  show(view) {
    this.view = view;
    if (view === "thread") this.unread.delete(this.peer);
    this.draw();
  }

  draw() {
    const had = this.element.contains(document.activeElement) && !document.activeElement.matches(".key, .quick button");
    this.screen = SCREENS[this.view](this);
    this.body.replaceChildren(this.screen.body);
    const list = this.body.querySelector(".bubbles");
    if (list) this.reveal(list);
    this.bar();
    this.softKeys();
    if (had) this.focus();
  }

  append(message) {
    const list = this.body.querySelector(".bubbles");
    this.screen.field.placeholder = say("write");
    const follow = atEnd(list) || message.mine;
    this.body.querySelector(".empty").hidden = true;
    list.append(bubble(message));
    if (follow) this.reveal(list);
  }

  /** Shows the newest message from its first line on: a menu is read from the top. */
  reveal(list) {
    const last = list.lastElementChild;
    list.scrollTop = last ? last.offsetTop - 6 : 0;
  }

  bar() {
    const clock = this.city.clock();
    this.status.replaceChildren(...present([
      h("span.bars", { "aria-hidden": "true" }, ...[1, 2, 3, 4].map((size) => h(`i.b${size}`))),
      h("span.operator", {}, this.city.title()),
      this.unreadCount() ? h("span.mail", { "aria-label": say("unread", { count: this.unreadCount() }) }, `✉ ${this.unreadCount()}`) : null,
      h("time", {}, clock ? hourOf(clock) : ""), h("span.battery", { "aria-hidden": "true" })]));
  }

  softKeys() {
    const { field } = this.screen;
    if (field && (this.view === "thread" || this.view === "dial")) { // their right key erases while there is text
      this.screen.right = field.value ? ["clearOne", () => this.erase(field)] : ["back", () => this.show(this.view === "dial" ? "home" : "inbox")];
      if (this.view === "dial") this.screen.left = isUssdCode(this.dialled) ? ["send", () => this.green()] : isNumber(this.dialled) ? ["text", () => this.openThread(this.dialled)] : ["messages", () => this.show("inbox")];
    }
    for (const side of ["left", "right"]) {
      this.labels[side].textContent = say(this.screen[side][0]);
      this.softs[side].setAttribute("aria-label", say(this.screen[side][0]));
    }
  }

  notice(error) {
    this.warning.textContent = error.message;
    clearTimeout(this.warned);
    this.warned = setTimeout(() => { this.warning.textContent = ""; }, 6000);
  }

  focus() { (this.screen.field ?? this.element).focus({ preventScroll: true }); }

  glow(key) {
    const button = this.element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), 140);
  }

  build(colour, remove) {
    const button = (selector, act, word, ...children) => h(selector, { type: "button", onclick: act, "aria-label": word ? say(word) : null }, ...children);
    this.status = h("div.bar");
    this.body = h("div.view");
    this.warning = h("p.warning", { role: "alert" });
    this.labels = { left: h("span"), right: h("span") };
    this.softs = { left: button("button.key.soft.left", () => this.soft("left"), null, h("i")), right: button("button.key.soft.right", () => this.soft("right"), null, h("i")) };
    const label = (side) => h(`div.label.${side}`, { onclick: () => this.soft(side) }, this.labels[side]);
    const glass = h("div.glass", {}, h("div.screen", { role: "group", "aria-label": say("screen"), onclick: (event) => this.tapped(event) },
      this.status, this.body, this.warning, h("div.labels", { "aria-hidden": "true" }, label("left"), label("right"))));
    const pad = h("div.pad", {},
      this.softs.left, button("button.key.up", () => this.move(-1), "up", "▲"), this.softs.right,
      button("button.key.green", () => this.green(), "call", "✆"), button("button.key.centre", () => this.soft("left"), "ok"), button("button.key.red", () => this.red(), "endCall", "✆"),
      button("button.key.down", () => this.move(1), "down", "▼"));
    const keys = h("div.keypad", { role: "group", "aria-label": say("keypad") }, ...KEYS.map(([key, letters]) => h("button.key", {
      type: "button", "data-key": key, "aria-label": key, onclick: () => this.press(key) }, h("b", {}, key), h("small", { "aria-hidden": "true" }, letters))));
    this.quick = h("div.quick");
    const name = pretty(this.number);
    const element = h("section.phone", { "aria-label": say("phone", { number: name }), tabIndex: -1, "data-number": this.number, "data-case": String(colour), onkeydown: (event) => this.typed(event) },
      h("div.tag", {}, h("span", {}, name), h("button.remove", { type: "button", "aria-label": say("remove", { number: name }), onclick: remove }, "×")),
      h("div.case", {}, h("span.ear", { "aria-hidden": "true" }), glass, pad, keys), this.quick);
    this.quickButtons(button);
    return element;
  }

  quickButtons(button) {
    const code = this.city.code();
    this.quick.append(
      button("button.pill.first", () => this.quickMenu(), null, say("quickMenu")),
      button("button.pill", () => { this.openThread(this.city.kiosk()); this.ring(this.city.kiosk(), MISSED_CALL_S); }, null, say("quickCall")),
      code ? button("button.pill", () => this.dialUssd(code), null, code) : "");
  }

  quickMenu() {
    this.openThread(this.city.kiosk());
    const { field } = this.screen;
    field.value = "MENU";
    field.dispatchEvent(new Event("input"));
    this.sendText(field);
  }

  tapped(event) { if (!event.target.closest("button, input, textarea, .label, .bubbles")) this.focus(); }
}

const theirs = ({ id, from, text, at, flash }) => ({ id, peer: from, mine: false, text, at, flash });
const mine = ({ id, to, text, at, flash }) => ({ id, peer: to, mine: true, text, at, flash });
