/** Maximum length of a service's text in a message. */
const MAX_LENGTH = 300;

/** Length of the part of a body that is read. */
const MAX_READ = 10_000;

/**
 * Returns the error text in the body of a response, for a message. OpenStack services send it as JSON below a key such as
 * `NeutronError` or `badRequest`; proxies send HTML.
 * @param secrets texts that must not be in a message, such as the token
 */
export function errorTextOf(body: string, secrets: readonly string[]): string {
  const start = body.slice(0, MAX_READ);
  const text = findMessage(parseJson(start)) ?? start.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, " ");
  const withoutSecrets = secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  return printable(withoutSecrets).slice(0, MAX_LENGTH);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Finds the first `message` or `detail` in an error object, for example in `{"conflictingRequest": {"message": "…"}}`. */
function findMessage(value: unknown, depth = 0): string | undefined {
  if (typeof value !== "object" || value === null || depth > 3) {
    return undefined;
  }
  const { message, detail } = value as { message?: unknown; detail?: unknown };
  const own = [message, detail].find((text) => typeof text === "string" && text !== "");
  return (
    (own as string | undefined) ?? firstOf(Object.values(value), (inner) => findMessage(inner, depth + 1))
  );
}

function firstOf<T, R>(values: readonly T[], map: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const mapped = map(value);
    if (mapped !== undefined) {
      return mapped;
    }
  }
  return undefined;
}

/** Replaces control characters and line breaks by spaces: a terminal would execute them. */
function printable(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, " ").trim();
}
