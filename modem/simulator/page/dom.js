// One helper to build elements. Text goes in as text, never as markup.

/** An element: h("button.key", {type: "button", onclick}, "text", child, …). */
export function h(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && !name.startsWith("aria")) element[name] = value;
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...present(children));
  return element;
}

/** The children that are there: a condition may give null. */
export const present = (children) => children.filter((child) => child !== null && child !== undefined);

/** Whether a list is scrolled to its end, so that new entries may pull it along. */
export const atEnd = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < 40;

/** The hour and minute of a time as its sender's clock wrote it: "2026-11-24T08:05:00+07:00" -> "08:05". */
export const hourOf = (at) => at.slice(11, 16);

/** A number as people read it: "+6281211110001" -> "0812-1111-0001", others as they are. */
export function pretty(number) {
  const national = number.startsWith("+62") ? `0${number.slice(3)}` : number;
  return national.length < 9 ? national : national.replace(/^(\+?\d{4})(\d{4})(\d+)$/, "$1-$2-$3");
}
