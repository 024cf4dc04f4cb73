import { programName } from "./change";
import type { EngineEvents } from "./events";

/** The engine's last message, which does not say what failed. */
const LAST_MESSAGE = /^(preview|refresh|update) failed$/;

/** A log line of the OpenStack provider. The error that follows says the same. */
const PROVIDER_LOG = /^sdk-v2\/provider2\.go:\d+: /;

/** The messages of a severity, such as `error`, each once, with the name of the resource. */
export function messagesOf({ diagnostics }: EngineEvents, severity: string): string[] {
  const found = diagnostics
    .filter((each) => each.severity === severity)
    .map(({ urn, message }) => ({ urn, text: withoutColors(message).trim() }))
    .filter(({ text }) => !LAST_MESSAGE.test(text));
  const errors = found.filter(({ text }) => !PROVIDER_LOG.test(text));
  const texts = (errors.length > 0 ? errors : found).map(({ urn, text }) =>
    urn ? `${programName(urn)}: ${text}` : text,
  );
  // The provider's error also appears alone, without the sentence before it.
  return [...new Set(texts)].filter((text) => !texts.some((other) => other.endsWith(` ${text}`)));
}

/** Maximum number of lines that are shown of the output of a policy pack that failed at its start. */
const MAX_START_LINES = 5;

/**
 * The errors of a preview. If there is no step, the program did not start. Then the output of the policy pack is an error too,
 * without its stack trace.
 */
export function errorsOf(events: EngineEvents): string[] {
  const printed = events.planned.length > 0 ? [] : messagesOf(events, "info#err");
  const lines = printed.filter((line) => !/^at /.test(line)).slice(0, MAX_START_LINES);
  return [...messagesOf(events, "error"), ...lines];
}

/** Removes the engine's color commands, such as `<{%reset%}>`. */
export function withoutColors(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "");
}
