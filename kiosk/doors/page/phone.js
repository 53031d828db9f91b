// The web phone: sends what is typed, shows the reply, makes buttons of its numbered lines.
// A message keeps its number until it is answered, so that sending it again changes nothing.
"use strict";

const screen = document.getElementById("screen");
const form = document.getElementById("answer");
const field = document.getElementById("text");
const random = crypto.getRandomValues(new Uint8Array(16));
const session = Array.from(random, (octet) => octet.toString(16).padStart(2, "0")).join("");
const TRIES = 3;
let seq = 0;
let unanswered = null;
let busy = false;

const END = "00 Menu"; // leads on from where no answer is awaited, in both languages
const keyboard = matchMedia("(hover: hover)").matches; // a phone's own would cover the page

function show(text, more = true) {
  const lines = text.split("\n");
  if (!more) lines.push(END);
  screen.replaceChildren(...lines.map(line));
}

function line(text) {
  const choice = /^(\d{1,2}) (.+)$/.exec(text);
  const element = document.createElement(choice ? "button" : "p");
  element.textContent = choice ? choice[2] : text;
  if (choice) {
    const number = document.createElement("b");
    number.textContent = choice[1];
    element.prepend(number, " ");
    element.type = "button";
    element.addEventListener("click", () => send(choice[1]));
  }
  return element;
}

async function ask(text) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch("/phone", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ session, text, seq }),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(`${answer.error} ${answer.remedy}`);
      return answer;
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
  }
}

async function send(text) {
  if (busy) return;
  busy = true;
  const asked = unanswered ?? text; // what had no answer may have arrived all the same: ask for that first
  try {
    const answer = await ask(asked);
    seq += 1;
    unanswered = null;
    field.value = "";
    show(answer.text, answer.more);
  } catch {
    unanswered = asked;
    show("Maaf, sambungan terputus. Mohon tekan Kirim lagi.");
  }
  busy = false;
  if (keyboard) field.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(field.value);
});

document.getElementById("keys").addEventListener("click", (event) => {
  const key = event.target.closest("button[type=button]");
  if (!key) return;
  field.value = key.dataset.key === "erase" ? field.value.slice(0, -1) : field.value + key.textContent;
});

send("");
