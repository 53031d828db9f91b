// What a text costs on the air, while it is typed (3GPP TS 23.038 clause 6.2.1, TS 23.040 clause 9.2.3.24.1).

const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENSION = new Set("\f^{}\\[~]|€");
const LIMITS = { gsm7: { one: 160, many: 153 }, ucs2: { one: 70, many: 67 } };

/** How many septets a character fills; 0 if the default alphabet lacks it. */
const septets = (char) => (BASIC.has(char) ? 1 : EXTENSION.has(char) ? 2 : 0);

/** The size of a text: {alphabet, units, parts, left in the last part, culprit: the character that forces UCS2}. */
export function measure(text) {
  const chars = [...text];
  const culprit = chars.find((char) => septets(char) === 0);
  const alphabet = culprit === undefined ? "gsm7" : "ucs2";
  const width = alphabet === "gsm7" ? septets : (char) => char.length; // a surrogate pair is two UCS2 units
  const units = chars.reduce((sum, char) => sum + width(char), 0);
  const { one, many } = LIMITS[alphabet];
  if (units <= one) return { alphabet, units, parts: 1, left: one - units, culprit };
  let parts = 1;
  let used = 0;
  for (const char of chars) { // a part never ends between an escape and its character
    if (used + width(char) > many) { parts += 1; used = 0; }
    used += width(char);
  }
  return { alphabet, units, parts, left: many - used, culprit };
}

/** The length of a USSD text against its limit (TS 23.038: 160 octets are 182 septets or 80 UCS2 characters). */
export function ussdLength(text) {
  const { alphabet, units } = measure(text);
  return { units, limit: alphabet === "gsm7" ? 182 : 80 };
}
