import { OutOfTime, Refusal } from "./cloud";

/** What the cloud answered to a question, or why there is no answer: half a sentence. */
export type Answer<T> = { readonly seen: T } | { readonly unseen: string };

/**
 * Waits for an answer; what the cloud refuses, hasn't or doesn't tell in time is unseen, with the reason.
 * @param timeLimit the time that it had, in ms
 */
export async function answerOf<T>(question: Promise<T>, timeLimit: number): Promise<Answer<T>> {
  try {
    return { seen: await question };
  } catch (error) {
    return { unseen: reasonOf(error as Error, timeLimit) };
  }
}

function reasonOf(error: Error, timeLimit: number): string {
  if (error instanceof OutOfTime) {
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
