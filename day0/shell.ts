/** Quotes `text` as one word for a POSIX shell, whatever characters it contains. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
