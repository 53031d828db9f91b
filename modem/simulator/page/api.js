// The control API: requests whose failure is a sentence, and the stream of news.

import { say } from "./words.js";

/** A refusal: what is so and what to do. */
export class Refused extends Error {
  constructor(status, { error, remedy }) {
    super(`${error} ${remedy ?? ""}`.trim());
    this.status = status;
  }
}

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(`api/${path}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { error: say("unreachable"), remedy: say("unreachableRemedy") });
  }
  const value = await answer.json().catch(() => ({ error: `HTTP ${answer.status}` }));
  if (!answer.ok) throw new Refused(answer.status, value);
  return value;
}

const of = (number) => `handsets/${encodeURIComponent(number)}`;

export const handsets = () => ask("GET", "handsets");
export const handset = (number) => ask("GET", of(number));
export const inbox = (number) => ask("GET", `${of(number)}/inbox`);
export const sent = (number) => ask("GET", `${of(number)}/sent`);
export const text = (from, to, message) => ask("POST", "sms", { from, to, text: message });
export const ussd = (number, body) => ask("POST", `${of(number)}/ussd`, body);
export const call = (number, to, seconds) => ask("POST", `${of(number)}/call`, { to, seconds });
export const hangUp = (number) => ask("POST", `${of(number)}/hangup`, {});
export const modems = () => ask("GET", "modems");
export const advance = (seconds) => ask("POST", "clock", { advance: seconds });
export const runAt = (speed) => ask("POST", "clock", { speed });
export const fault = (index, kind) => ask("POST", `modems/${index}/fault`, { kind });
export const clearFault = (index, kind) => ask("DELETE", `modems/${index}/fault`, { kind });
export const setCredit = (number, credit) => ask("POST", "network", { accounts: [{ number, credit }] });

/** Listens to the simulator: on.hello(state) at each connection, on.news(batch), on.line("connected" | "lost"). */
export function listen(on) {
  const source = new EventSource("api/events");
  source.addEventListener("hello", (event) => { on.line("connected"); on.hello(JSON.parse(event.data)); });
  source.addEventListener("news", (event) => on.news(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    on.line("lost");
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(on), 2000); // a refusal ends it for good
  });
}
