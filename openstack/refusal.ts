/** Nova refuses a flavor with an image, for a reason that completes "Nova refuses it: …". */
export class Refusal extends Error {}

/** Runs `derive`. @returns its value, or why Nova refuses the flavor with the image */
export function orRefusal<T>(derive: () => T): T | { readonly refused: string } {
  try {
    return derive();
  } catch (error) {
    if (error instanceof Refusal) {
      return { refused: error.message };
    }
    throw error;
  }
}
