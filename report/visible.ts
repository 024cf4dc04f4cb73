/** Maximum length of a text from elsewhere that is shown, in UTF-16 code units. */
export const MAXIMUM_TEXT = 1000;

/** Maximum number of items of a list that a sentence shows. */
const MAXIMUM_ITEMS = 20;

/** Controls (C0, DEL, C1), bidi overrides, zero-width and other invisible characters, line separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** The usual escapes of control characters. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * A text from a guest, a cloud or a DNS server, as it is safe to show: a character that a terminal obeys or hides is shown as
 * an escape such as `\x1b`, and a long text is cut. The time is proportional to `maximum`, however long the text is.
 * @param maximum maximum length of the result, in UTF-16 code units. A text that is cut ends with `…`
 */
export function visible(text: string, maximum = MAXIMUM_TEXT): string {
  return shown(text, maximum, "");
}

/** As {@link visible}, but line breaks and tabs stay: for a message of several lines. */
export function visibleLines(text: string, maximum = 100 * MAXIMUM_TEXT): string {
  return shown(text, maximum, "\n\t");
}

/** As {@link visible}, for each text in plain data. */
export function visibleData<T>(data: T): T {
  if (typeof data === "string") {
    return visible(data) as T;
  }
  if (Array.isArray(data)) {
    return data.map((item) => visibleData(item)) as T;
  }
  if (typeof data === "object" && data !== null) {
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [visible(key), visibleData(value)]),
    ) as T;
  }
  return data;
}

/** The items of a list in a sentence, such as `ens4, ens5, … and 153 more`. Empty if there are none. */
export function listed(items: readonly string[], separator = ", "): string {
  const hidden = items.length - MAXIMUM_ITEMS;
  return hidden <= 0
    ? items.join(separator)
    : [...items.slice(0, MAXIMUM_ITEMS), `… and ${hidden} more`].join(separator);
}

function shown(text: string, maximum: number, allowed: string): string {
  if (text.length <= maximum && !INVISIBLE.test(text)) {
    return text;
  }
  // An escape is never shorter than its character, so what follows can't be shown.
  const beginning = text.slice(0, maximum + 1);
  let result = "";
  // The part of the result that stays if the text is cut, with room for `…`.
  let kept = 0;
  for (const character of beginning) {
    result += allowed.includes(character) ? character : shownCharacter(character);
    if (result.length > maximum) {
      return maximum === 0 ? "" : `${result.slice(0, kept)}…`;
    }
    if (result.length < maximum) {
      kept = result.length;
    }
  }
  return result;
}

function shownCharacter(character: string): string {
  if (!INVISIBLE.test(character)) {
    return character;
  }
  const code = (character.codePointAt(0) as number).toString(16);
  return ESCAPES.get(character) ?? (code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`);
}
