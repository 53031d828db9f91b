// What passes on the air, of all phones: texts, answers, calls, USSD screens, the newest at the end.

import { atEnd, h, hourOf, pretty } from "./dom.js";
import { say } from "./words.js";

const KEPT = 300; // rows in the document

const WAYS = { // kind of an event: whose number it is shown under, its sign, what it says
  text: ({ from, text }) => [from, "out", text],
  received: ({ to, text }) => [to, "in", text],
  ussd: ({ number, code, text, reply }) => [number, "screen", text || reply || code],
  call: ({ caller, state, reason }) => (state === "ended" ? [caller, "call", say(CALLS[reason] ?? "callEnded")] : null),
  undelivered: ({ to, text }) => [to, "lost", text ?? ""],
  counter: ({ text }) => [null, "counter", text],
};
const CALLS = { rejected: "callRejected", busy: "callBusy", "no answer": "missedCall", cancelled: "missedCall", unreachable: "callUnreachable" };
const SIGNS = { out: "→", in: "←", screen: "▤", call: "✆", lost: "✕", counter: "⌂" };

export class Air {
  constructor(root, open) {
    this.list = root.querySelector("#air-lines");
    this.empty = root.querySelector("#air-empty");
    this.open = open; // puts a phone with this number on the wall
    this.following = true;
    this.list.addEventListener("scroll", () => { if (this.list.clientHeight) this.following = atEnd(this.list); });
    new ResizeObserver(() => this.follow()).observe(this.list); // rows may come while another panel is shown
  }

  add(events) {
    this.list.append(...events.map((event) => this.row(event)).filter(Boolean));
    while (this.list.childElementCount > KEPT) this.list.firstElementChild.remove();
    this.empty.hidden = this.list.childElementCount > 0;
    this.follow();
  }

  /** Stays at the newest row, unless somebody has scrolled away from it. */
  follow() { if (this.following) this.list.scrollTop = this.list.scrollHeight; }

  clear() { this.list.replaceChildren(); this.empty.hidden = false; }

  row(event) {
    const shown = WAYS[event.kind]?.(event);
    if (!shown) return null;
    const [number, way, text] = shown;
    const who = number
      ? h("button.who", { type: "button", title: say("showPhone"), onclick: () => this.open(number) }, pretty(number))
      : h("span.who", {}, say("counter"));
    return h(`li.air-${way}`, {},
      h("time", {}, hourOf(event.at)), who,
      h("span.arrow", { title: say(`air_${way}`) }, h("span", { "aria-hidden": "true" }, SIGNS[way]), h("span.unseen", {}, say(`air_${way}`))),
      h("q", {}, text));
  }
}
