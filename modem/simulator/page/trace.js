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
const POLL = /^AT(\+(CSQ|CREG\?|COPS\?|CMGL=\d|CPMS(\?|="\w+"$)))?$/; // a driver that only looks whether there is news
const UNASKED = /^(RING|\+(CMTI|CLIP|CUSD|CDSI?|CMT|CRING): ?)/; // comes at any time
const FOUND = /^\+CMGL: /; // a look that found something

export class Trace {
  constructor(root) {
    const find = (id) => root.querySelector(`#${id}`);
    Object.assign(this, { list: find("lines"), empty: find("trace-empty"), foot: find("trace-foot"), filterField: find("filter"), quietBox: find("quiet"), pauseButton: find("pause") });
    Object.assign(this, { lines: [], held: [], paused: false, link: "./modem", several: false, looks: new Map(), following: true, top: 0 });
    this.list.addEventListener("scroll", () => this.scrolled());
    new ResizeObserver(() => this.follow()).observe(this.list);
    this.filterField.addEventListener("input", () => this.redraw());
    this.quietBox.addEventListener("change", () => this.redraw());
    this.pauseButton.addEventListener("click", () => this.pause(!this.paused));
    find("clear").addEventListener("click", () => this.clear());
  }

  /** New lines of the simulator; `skipped` were too many to send. */
  add(lines, skipped = 0) {
    if (skipped) lines = [{ note: say("skipped", { count: skipped }) }, ...lines];
    if (this.paused) { this.held.push(...lines); this.held.splice(0, this.held.length - KEPT); this.count(); return; }
    const shown = [...new Set(lines.flatMap((line) => this.judge(line)))].filter((line) => this.passes(line));
    this.lines.push(...lines);
    this.list.append(...shown.map((line) => this.row(line)));
    const over = this.lines.length - KEPT;
    if (over > 0) this.lines.splice(0, over);
    while (this.list.childElementCount > KEPT) this.list.firstElementChild.remove();
    this.follow();
    this.count();
  }

  /** Stays at the newest line, unless somebody has scrolled away from it. */
  follow() {
    if (this.following) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Only who scrolls up leaves the end: a list that grew or shrank meanwhile has not been left. */
  scrolled() {
    const { scrollTop } = this.list;
    if (atEnd(this.list)) this.following = true;
    else if (scrollTop < this.top) this.following = false;
    this.top = scrollTop;
  }

  /** Marks what only polls; gives the lines to show now: with an answer that has news its question comes, too. */
  judge(line) {
    const { direction, text, modem, note } = line;
    if (note || direction === "!") return [line];
    if (direction === ">") {
      line.poll = POLL.test(text);
      this.looks.set(modem, line.poll ? line : null);
      return [line];
    }
    const look = this.looks.get(modem);
    if (look && FOUND.test(text)) {
      look.poll = false;
      this.looks.set(modem, null);
      return this.quietBox.checked ? [look, line] : [line];
    }
    line.poll = Boolean(look) && !UNASKED.test(text);
    return [line];
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
    this.following = true;
    this.follow();
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
