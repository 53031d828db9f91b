// The live AT trace: rows by batch, PDUs read out beneath their line, a filter, a pause.

import { atEnd, h, pretty } from "./dom.js";
import { say } from "./words.js";

const KEPT = 1500; // lines in memory; the document holds those that pass the filter
const WAYS = {
  ">": { name: "to-modem", arrow: "→", word: "toModem" },
  "<": { name: "from-modem", arrow: "←", word: "fromModem" },
  "!": { name: "remark", arrow: "!", word: "remark" },
};
const TOWARDS = { submit: "towards", deliver: "from" };
const POLL = /^(AT)?\+?(CSQ|CREG\?|CMGL=\d|CPMS\?)|^\+(CSQ|CREG): /;

export class Trace {
  constructor(root) {
    const find = (id) => root.querySelector(`#${id}`);
    Object.assign(this, { list: find("lines"), empty: find("trace-empty"), foot: find("trace-foot"), filterField: find("filter"), quietBox: find("quiet"), pauseButton: find("pause") });
    Object.assign(this, { lines: [], held: [], paused: false, link: "./modem", several: false, quiet: new Map() });
    this.filterField.addEventListener("input", () => this.redraw());
    this.quietBox.addEventListener("change", () => this.redraw());
    this.pauseButton.addEventListener("click", () => this.pause(!this.paused));
    find("clear").addEventListener("click", () => this.clear());
  }

  /** New lines of the simulator; `skipped` were too many to send. */
  add(lines, skipped = 0) {
    if (skipped) lines = [{ note: say("skipped", { count: skipped }) }, ...lines];
    if (this.paused) { this.held.push(...lines); this.held.splice(0, this.held.length - KEPT); this.count(); return; }
    for (const line of lines) line.poll = this.isPoll(line);
    this.lines.push(...lines);
    const shown = lines.filter((line) => this.passes(line));
    const follow = atEnd(this.list);
    this.list.append(...shown.map((line) => this.row(line)));
    const over = this.lines.length - KEPT;
    if (over > 0) this.lines.splice(0, over);
    while (this.list.childElementCount > KEPT) this.list.firstElementChild.remove();
    if (follow) this.list.scrollTop = this.list.scrollHeight;
    this.count();
  }

  /** Whether a line belongs to an exchange that only asks for news: the answer's lines follow the command's. */
  isPoll({ direction, text, modem, pdu }) {
    if (direction === "!") return false;
    if (pdu) { this.quiet.set(modem, false); return false; }
    if (direction === ">") this.quiet.set(modem, POLL.test(text));
    return Boolean(this.quiet.get(modem)) && !/^(RING|\+CMTI|\+CLIP|\+CUSD|\+CDS|\+CMGL|\+CMT)/.test(text ?? "");
  }

  passes({ poll, text, pdu, note }) {
    if (note) return true;
    if (poll && this.quietBox.checked) return false;
    const wanted = this.filterField.value.trim().toLowerCase();
    return !wanted || `${text} ${pdu ? `${pdu.address} ${pdu.text} ${pdu.type}` : ""}`.toLowerCase().includes(wanted);
  }

  row({ at, modem, direction, text, pdu, note }) {
    if (note) return h("li.skipped", {}, note);
    const { name, arrow, word } = WAYS[direction];
    return h(`li.${name}`, {},
      h("time", {}, at.slice(11, 23)),
      h("span.arrow", { title: say(word) }, h("span", { "aria-hidden": "true" }, arrow), h("span.unseen", {}, say(word))),
      this.several ? h("span.which", {}, String(modem)) : null,
      h(pdu ? "code.hex" : "code", { title: pdu ? text : "" }, text),
      pdu ? this.reading(pdu) : null);
  }

  reading({ type, address, text, data, alphabet, concat, meaning }) {
    return h(`div.pdu.${type}`, {},
      h("span.who", {}, h("b", {}, type.toUpperCase()), ` ${address ? `${say(TOWARDS[type] ?? "about")} ${pretty(address)}` : ""}`),
      alphabet ? h("span.chip", {}, say(alphabet)) : null,
      concat ? h("span.chip", {}, say("part", concat)) : null,
      meaning ? h("span.chip", {}, meaning) : null,
      text || data ? h("q", {}, text ?? data) : null);
  }

  redraw() {
    this.list.replaceChildren(...this.lines.filter((line) => this.passes(line)).map((line) => this.row(line)));
    this.list.scrollTop = this.list.scrollHeight;
    this.words();
  }

  pause(paused) {
    this.paused = paused;
    this.pauseButton.setAttribute("aria-pressed", String(paused));
    this.words();
    if (!paused) this.add(this.held.splice(0));
  }

  clear() {
    this.lines = [];
    this.held = [];
    this.redraw();
  }

  words() {
    this.pauseButton.textContent = say(this.paused ? "resume" : "pause");
    this.count();
  }

  count() {
    const shown = this.list.childElementCount;
    this.empty.hidden = shown > 0;
    this.empty.textContent = this.lines.length ? say("traceEmptyFilter") : say("traceEmpty", { link: this.link });
    this.foot.textContent = this.paused ? say("tracePaused", { held: this.held.length }) : say("traceCount", { shown, all: this.lines.length });
  }
}
