/** Returns the name of a stack. @throws if the text is none: it could end the hidden line of a comment */
export function requireStackName(stack: string): string {
  if (!/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+){0,2}$/.test(stack)) {
    throw new Error(
      `"${stack}" is not the name of a stack: use letters, digits, hyphens, underscores and dots.`,
    );
  }
  return stack;
}
