import { CloudTimeout, Refusal } from "./cloud";

/** What the cloud answered to a question, or why there is no answer: half a sentence. */
export type Known<T> = { readonly known: T } | { readonly unknown: string };

/**
 * Waits for an answer; what the cloud refuses, hasn't or doesn't tell in time is unknown, with the reason.
 * @param timeLimit the time that it had, in ms
 */
export async function knownFrom<T>(question: Promise<T>, timeLimit: number): Promise<Known<T>> {
  try {
    return { known: await question };
  } catch (error) {
    return { unknown: reasonOf(error as Error, timeLimit) };
  }
}

function reasonOf(error: Error, timeLimit: number): string {
  if (error instanceof CloudTimeout) {
    return `there was no answer within ${timeLimit / 1000} s`;
  }
  if (error instanceof Refusal && error.status === 403) {
    return "these credentials may not ask for it (403)";
  }
  if (error instanceof Refusal && error.status === 404) {
    return "the cloud has no API for it (404)";
  }
  return error.message.replace(/\.$/, "");
}
