import { programName } from "./change";
import type { EngineEvents } from "./events";

/** Messages that only say that there is an error. The other messages say which. */
const EMPTY_MESSAGES = [/^(preview|refresh|update) failed$/, /^sdk-v2\/provider2\.go:\d+:/];

/**
 * The messages of a severity, such as `error`, each once, with the name of the resource. A message that only repeats another one
 * is left out.
 */
export function messagesOf({ diagnostics }: EngineEvents, severity: string): string[] {
  const texts = diagnostics
    .filter((each) => each.severity === severity)
    .map(({ urn, message }) => `${urn ? `${programName(urn)}: ` : ""}${withoutColors(message).trim()}`);
  const telling = texts.filter((text) => !EMPTY_MESSAGES.some((pattern) => pattern.test(withoutName(text))));
  const shown = telling.length > 0 ? telling : texts;
  return [...new Set(shown)].filter((text) => !shown.some((other) => other !== text && other.includes(text)));
}

/** Removes the engine's color commands, such as `<{%reset%}>`. */
export function withoutColors(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "");
}

function withoutName(text: string): string {
  return text.replace(/^\S+: +/, "");
}
