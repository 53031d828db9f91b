// The screens of a phone. Each takes the phone and gives {body, field?, left, right}:
// what is shown, where typing goes, and the two soft keys as [word, what it does].

import { current, say } from "./words.js";
import { h, hourOf, pretty } from "./dom.js";
import { measure, ussdLength } from "./septets.js";

const USSD_CODE = /^[*#][\d*#]*#$/;
const NUMBER = /^\+?\d{3,15}$/;

export const isUssdCode = (text) => USSD_CODE.test(text);
export const isNumber = (text) => NUMBER.test(text);

function home(phone) {
  const clock = phone.city.clock();
  const day = clock && new Date(`${clock.slice(0, 10)}T00:00:00`);
  const date = day ? day.toLocaleDateString(current(), { weekday: "long", day: "numeric", month: "long" }) : "";
  return {
    body: h("div.home", {},
      h("p.home-clock", {}, clock ? hourOf(clock) : "--:--"),
      h("p.home-date", {}, date),
      h("p.home-number", {}, pretty(phone.number)),
      phone.unreadCount() ? h("p.home-unread", {}, `✉ ${say("unread", { count: phone.unreadCount() })}`) : null),
    left: ["messages", () => phone.show("inbox")],
    right: ["dialer", () => phone.startDial("")],
  };
}

function inbox(phone) {
  const threads = phone.threads();
  const row = ({ peer, last, unread }, index) => h("button.row", {
    type: "button", tabIndex: -1, "aria-current": index === phone.selected ? "true" : null,
    onclick: () => phone.openThread(peer),
  },
  h("span.row-name", {}, phone.nameOf(peer)), h("time", {}, last ? hourOf(last.at) : ""),
  h("span.row-text", {}, last ? last.text : say("noMessages")),
  unread ? h("span.badge", { "aria-label": say("unread", { count: unread }) }, String(unread)) : null);
  return {
    body: h("div.inbox", { role: "group", "aria-label": say("messages") }, ...threads.map(row)),
    left: ["open", () => phone.openThread(threads[phone.selected].peer)],
    right: ["back", () => phone.show("home")],
  };
}

/** One message as a bubble; `note` is an event of the conversation, such as a missed call. */
export function bubble({ mine, text, at, flash, note }) {
  if (note) return h("li.note", {}, `☎ ${text} `, h("time", {}, hourOf(at)));
  const { parts } = measure(text);
  return h(`li.bubble.${mine ? "mine" : "theirs"}`, {},
    h("span.words", {}, text),
    h("small", {}, flash ? "⚡ " : "", parts > 1 ? `${say("parts", { parts })} · ` : "", h("time", {}, hourOf(at))));
}

function thread(phone) {
  const messages = phone.messages.filter(({ peer }) => peer === phone.peer);
  const bubbles = h("ol.bubbles", { role: "log", tabIndex: 0, "aria-label": phone.nameOf(phone.peer) }, ...messages.map(bubble));
  const counter = h("p.size", { role: "note" });
  const field = h("textarea.compose", {
    rows: 1, maxLength: 1000, value: phone.drafts.get(phone.peer) ?? "", "aria-label": say("write"),
    placeholder: phone.isKiosk(phone.peer) && !messages.length ? "MENU" : say("write"), spellcheck: false, autocomplete: "off",
    oninput: () => { phone.drafts.set(phone.peer, field.value); count(); phone.softKeys(); },
  });
  const count = () => {
    const { alphabet, parts, left, culprit } = measure(field.value);
    counter.replaceChildren(h("b", {}, String(left)), h("span", {}, `${alphabet === "ucs2" ? "UCS2 " : ""}${say("parts", { parts })}`));
    counter.setAttribute("aria-label", `${say("left", { left })}, ${say("parts", { parts })}`);
    counter.title = culprit ? say("forcesUcs2", { char: culprit }) : "";
  };
  count();
  const empty = h("div.empty", { hidden: messages.length > 0 },
    h("p", {}, say("noMessages")),
    phone.isKiosk(phone.peer) ? h("p.step", {}, say("firstStep")) : null,
    phone.isKiosk(phone.peer) ? h("p", {}, say("firstStepMore")) : null);
  return {
    body: h("div.thread", {}, h("p.peer", {}, phone.nameOf(phone.peer), h("small", {}, pretty(phone.peer))), empty, bubbles, h("div.writing", {}, field, counter)),
    field,
    left: ["send", () => phone.sendText(field)],
    right: field.value ? ["clearOne", () => phone.erase(field)] : ["back", () => phone.show("inbox")],
  };
}

function dial(phone) {
  const field = h("input.dialled", {
    value: phone.dialled, inputMode: "tel", maxLength: 40, autocomplete: "off", "aria-label": say("number"),
    oninput: () => { phone.dialled = field.value.replace(/[^\d*#+]/g, ""); field.value = phone.dialled; hint(); phone.softKeys(); },
  });
  const tip = h("p.hint", {});
  const hint = () => { tip.textContent = isUssdCode(phone.dialled) ? say("dialHintUssd") : isNumber(phone.dialled) ? say("dialHint") : ""; };
  hint();
  const left = isUssdCode(phone.dialled) ? ["send", () => phone.green()]
    : isNumber(phone.dialled) ? ["text", () => phone.openThread(phone.dialled)] : ["messages", () => phone.show("inbox")];
  return {
    body: h("div.dial", {}, field, tip), field, left,
    right: phone.dialled ? ["clearOne", () => phone.erase(field)] : ["back", () => phone.show("home")],
  };
}

const CALLS = { incoming: "ringing", talking: "talking", held: "callHeld", waiting: "ringing", ended: "callEnded", missed: "missedCall", rejected: "callRejected", busy: "callBusy", unreachable: "callUnreachable" };

function call(phone) {
  const { peer, state } = phone.call;
  const word = CALLS[state] ?? "calling";
  return {
    body: h(`div.calling.${phone.call.gone ? "gone" : state}`, { role: "status" },
      h("span.rings", { "aria-hidden": "true" }, "☎"), h("p.call-name", {}, phone.nameOf(peer)),
      h("p.call-number", {}, pretty(peer)), h("p.call-state", {}, say(word))),
    left: ["ok", () => {}],
    right: ["end", () => phone.red()],
  };
}

function ussd(phone) {
  const { text, more, pending } = phone.ussd;
  const { units, limit } = ussdLength(text);
  const field = more ? h("input.answer", {
    value: phone.ussd.reply, maxLength: 182, autocomplete: "off", "aria-label": say("reply"), placeholder: say("reply"), readOnly: pending,
    oninput: () => { phone.ussd.reply = field.value; },
  }) : null;
  const body = pending ? h("p.waiting", { role: "status" }, say("waiting")) : h("p.ussd-text", { role: "status", tabIndex: 0 }, text);
  return {
    body: h("div.ussd", {}, h("p.peer", {}, phone.ussd.code, h("small", {}, pending ? "" : more ? "" : say("ussdEnded"))), body, field,
      h("p.counter", {}, pending ? "" : `${units}/${limit}`)),
    field,
    left: pending ? ["ok", () => {}] : more ? ["send", () => phone.replyUssd()] : ["ok", () => phone.leaveUssd()],
    right: more || pending ? ["cancel", () => phone.cancelUssd()] : ["back", () => phone.leaveUssd()],
  };
}

function flash(phone) {
  return {
    body: h("div.flash", { role: "alert" }, h("p.peer", {}, say("flash"), h("small", {}, pretty(phone.flash.peer))), h("p.ussd-text", {}, phone.flash.text)),
    left: ["ok", () => phone.openThread(phone.flash.peer)],
    right: ["back", () => phone.show(phone.before)],
  };
}

export const SCREENS = { home, inbox, thread, dial, call, ussd, flash };
