// The page: a wall of phones beside the live trace, fed by one stream of news.

import * as api from "./api.js";
import { h, hourOf, pretty } from "./dom.js";
import { Air } from "./air.js";
import { Phone } from "./phone.js";
import { Trace } from "./trace.js";
import { current, fill, say, toggle } from "./words.js";
import { World } from "./world.js";

const $ = (id) => document.getElementById(id);
const WALL = "loket.phones";
const THEME = "loket.theme";
const FIRST = ["+6281211110001", "+6285711110002"];
const TABS = ["at", "air", "world"];
const TAB = "loket.tab";
const trace = new Trace(document);
const phones = new Map();
let state = null; // the last hello: {run, title, service_code, kiosk_number, modems, now}
let heard = 0; // when it came, by this machine's clock
let lineState = "connecting";

/** What the phones know of the simulated world. */
const city = {
  title: () => state.operator ?? "Loket",
  code: () => state.service_code,
  wanted: () => state.wanted,
  kiosk: () => state.kiosk_number ?? state.modems[0].number,
  /** The name of a modem's number, undefined for others. */
  nameOf(number) {
    const modem = state.modems.find((one) => one.number === number);
    if (!modem) return number === state.kiosk_number ? say("kiosk") : undefined;
    return state.modems.length === 1 || number === state.kiosk_number ? say("kiosk") : say("modem", { index: modem.index });
  },
  /** The network's time now: it runs on from the last news, as fast as the network does. */
  clock() {
    const passed = state.speed * (Date.now() - heard);
    const offset = /([+-])(\d\d):(\d\d)$/.exec(state.now);
    const shift = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000 : 0;
    return new Date(Date.parse(state.now) + passed + shift).toISOString().replace("Z", offset ? offset[0] : "Z");
  },
  e164(number) {
    const digits = number.replace(/[^\d+]/g, "");
    if (digits.startsWith("0")) return `+62${digits.slice(1)}`;
    return digits.startsWith("62") ? `+${digits}` : digits;
  },
  announce(text) { $("announce").textContent = text; },
};

function stored() {
  try { return JSON.parse(localStorage.getItem(WALL)) ?? FIRST; } catch { return FIRST; }
}

function keepWall() { localStorage.setItem(WALL, JSON.stringify([...phones.keys()])); }

function hang(number) {
  const phone = new Phone(number, phones.size, city, () => {
    phones.delete(number);
    phone.element.remove();
    keepWall();
    $("number").focus();
  });
  phones.set(number, phone);
  $("add").before(phone.element);
  phone.refresh();
  return phone;
}

function addPhone(event) {
  event.preventDefault();
  const number = city.e164($("number").value);
  const good = /^\+?\d{8,15}$/.test(number);
  $("add-error").textContent = good ? "" : say("badNumber");
  if (!good) return;
  $("number").value = "";
  show(number);
}

/** Brings a phone onto the wall and into sight. */
function show(number) {
  const phone = phones.get(number) ?? hang(number);
  keepWall();
  phone.element.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
  phone.focus();
}

const air = new Air(document, show);
const world = new World(document, city);

/** Shows one of the panels beside the phones; arrow keys go from tab to tab. */
function turnTo(tab, focus = false) {
  for (const one of TABS) {
    const button = $(`tab-${one}`);
    button.setAttribute("aria-selected", String(one === tab));
    button.tabIndex = one === tab ? 0 : -1;
    $(`panel-${one}`).hidden = one !== tab;
  }
  localStorage.setItem(TAB, tab);
  if (focus) $(`tab-${tab}`).focus();
}

/** Everything anew, as at the start: the language, or the simulator itself, has changed. */
function rebuild() {
  const numbers = phones.size ? [...phones.keys()] : stored();
  for (const { element } of phones.values()) element.remove();
  phones.clear();
  numbers.forEach(hang);
}

function hello(next) {
  const restarted = state?.run !== next.run;
  state = next;
  heard = Date.now();
  trace.several = state.modems.length > 1;
  trace.link = state.link;
  trace.clear();
  trace.add(state.trace);
  air.clear();
  air.add(state.events);
  if (restarted) rebuild(); else for (const phone of phones.values()) phone.refresh();
  showTop();
  world.show(state.modems);
}

function news(batch) {
  const wanted = state.wanted;
  Object.assign(state, { now: batch.now, speed: batch.speed, wanted: batch.wanted });
  heard = Date.now();
  if (wanted !== state.wanted) world.show(state.modems);
  showClock();
  if (batch.trace) trace.add(batch.trace, batch.skipped);
  for (const handset of batch.handsets ?? []) phones.get(handset.number)?.follow(handset);
  for (const event of batch.events ?? []) {
    if (event.kind === "text") phones.get(event.from)?.hasSent(event);
    if (event.kind === "received") phones.get(event.to)?.receive(event);
  }
  air.add(batch.events ?? []);
  if (batch.modems) { state.modems = batch.modems; showTop(); world.show(state.modems); }
}

function line(next) {
  lineState = next;
  $("line").className = `line ${next}`;
  $("line").textContent = say(next);
}

function showTop() {
  $("title").textContent = state?.title ?? "simulator";
  document.title = `Loket ${state?.title ?? "simulator"}`;
  $("modems").replaceChildren(...(state?.modems ?? []).map(({ index, number, profile }) => h("li", {},
    h("b", {}, city.nameOf(number) ?? say("modem", { index })), h("span", {}, pretty(number)), h("small", {}, profile))));
  const pages = Object.entries(state?.pages ?? {});
  $("pages").hidden = !pages.length;
  $("pages").replaceChildren(...pages.map(([path, names]) => h("a", { href: path, target: "_blank", rel: "noopener" }, names[current()])));
  showClock();
}

/** The hour, and how fast it goes where that is not as usual; it stands still while somebody reads a USSD screen. */
function showClock() {
  if (!state) return;
  const fast = state.wanted > 1 ? ` ×${state.wanted}` : "";
  const shown = `${hourOf(city.clock())}${fast}`;
  if (shown === $("clock").textContent) return;
  $("clock").textContent = shown;
  for (const phone of phones.values()) phone.bar();
}

function showWords() {
  fill();
  $("language").textContent = current() === "id" ? "EN" : "ID";
  $("language").setAttribute("aria-label", say("other"));
  $("language").title = say("other");
  showTheme();
  line(lineState);
  trace.redraw();
  if (state) world.show(state.modems);
}

const THEMES = { auto: ["◐", "themeAuto", "light"], light: ["☀", "themeLight", "dark"], dark: ["☾", "themeDark", "auto"] };
const theme = () => (localStorage.getItem(THEME) in THEMES ? localStorage.getItem(THEME) : "auto");

function showTheme() {
  const [sign, word] = THEMES[theme()];
  document.documentElement.dataset.theme = theme();
  $("theme").textContent = sign;
  $("theme").title = say(word);
  $("theme").setAttribute("aria-label", say(word));
}

for (const tab of TABS) {
  $(`tab-${tab}`).addEventListener("click", () => turnTo(tab));
  $(`tab-${tab}`).addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) turnTo(TABS.at((TABS.indexOf(tab) + step) % TABS.length), true);
  });
}
turnTo(TABS.includes(localStorage.getItem(TAB)) ? localStorage.getItem(TAB) : "at");
document.body.append(h("p.unseen", { id: "announce", role: "status" }));
$("add").addEventListener("submit", addPhone);
$("number").addEventListener("focus", async () => {
  const others = await api.handsets().catch(() => []);
  $("others").replaceChildren(...others.filter(({ number }) => !phones.has(number)).map(({ number }) => h("option", { value: number })));
});
$("language").addEventListener("click", () => { toggle(); showWords(); showTop(); if (state) rebuild(); });
$("theme").addEventListener("click", () => { localStorage.setItem(THEME, THEMES[theme()][2]); showTheme(); });
setInterval(showClock, 1000);
showWords();
api.listen({ hello, news, line });
