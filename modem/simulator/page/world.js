// Time and trouble: the clock put forward or made faster, a modem pulled out or made to fail, and the way back from it.

import * as api from "./api.js";
import { h } from "./dom.js";
import { say } from "./words.js";

const STEPS = [["600", "plus10"], ["3600", "plusHour"], ["86400", "plusDay"]]; // seconds, word
const SPEEDS = [1, 10, 60]; // seconds that pass in a real one
const FAULTS = ["unplug", "silent", "no-network", "sim-removed", "storage-full", "garbage"]; // that stay until they are cleared
const ONCE = ["brown-out"];

export class World {
  constructor(root, city) {
    this.city = city;
    this.time = root.querySelector("#steps");
    this.pace = root.querySelector("#speeds");
    this.trouble = root.querySelector("#faults");
    this.told = root.querySelector("#world-told");
  }

  /** Draws it anew: another language, another state of a modem. */
  show(modems) {
    const busy = document.activeElement?.dataset?.act; // a button that was pressed keeps the focus
    this.time.replaceChildren(...STEPS.map(([seconds, word]) =>
      this.button(`advance ${seconds}`, say(word), false, () => api.advance(Number(seconds)))));
    const wanted = this.city.wanted();
    this.pace.hidden = !wanted; // a clock that does not run by itself
    this.pace.replaceChildren(...SPEEDS.map((speed) =>
      this.button(`speed ${speed}`, speed === 1 ? say("realTime") : `×${speed}`, speed === wanted, () => api.runAt(speed))));
    this.trouble.replaceChildren(...modems.flatMap((modem) => this.row(modem, modems.length > 1)));
    if (busy) this.find(busy)?.focus();
  }

  find(act) { return [...document.querySelectorAll("[data-act]")].find((one) => one.dataset.act === act); }

  row({ index, number, faults, credit }, several) {
    const now = new Set(faults.map((fault) => fault.kind ?? fault));
    const buttons = FAULTS.map((kind) => this.button(`fault ${index} ${kind}`, say(`fault_${kind}`), now.has(kind),
      () => (now.has(kind) ? api.clearFault(index, kind) : api.fault(index, kind))));
    buttons.push(...ONCE.map((kind) => this.button(`fault ${index} ${kind}`, say(`fault_${kind}`), false, () => api.fault(index, kind))));
    const broke = credit === 0;
    buttons.push(this.button(`credit ${index}`, say("noCredit"), broke, () => api.setCredit(number, broke ? 25_000 : 0)));
    return [several ? h("h4", {}, this.city.nameOf(number) ?? number) : null, h("div.chips", {}, ...buttons)].filter(Boolean);
  }

  button(act, label, on, run) {
    return h("button.chip", { type: "button", "data-act": act, "aria-pressed": String(on), onclick: () => this.do(run) }, label);
  }

  async do(run) {
    try { await run(); this.show(await api.modems()); this.told.textContent = ""; } catch (refused) { this.told.textContent = refused.message; }
  }
}
