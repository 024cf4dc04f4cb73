/** The environment variables of a job. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a variable that a job must have. @param hint what to set it to */
export function requireVariable(env: Environment, name: string, hint: string): string {
  const value = env[name]?.trim();
  if (!value) {
    throw new Error(`${name} is not set: set it to ${hint}.`);
  }
  return value;
}

/** Parses the number of a pull request or an issue. */
export function parseNumber(text: string, name: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) {
    throw new Error(`${name} "${text}" is not a number of a pull request: expected digits, such as 12.`);
  }
  return Number(text);
}
