/** Common codes of the parser `yaml`, in words. */
const WORDS: Readonly<Record<string, string>> = {
  BAD_INDENT: "wrong indentation",
  BLOCK_AS_IMPLICIT_KEY: "a colon in a value without quotation marks",
  DUPLICATE_KEY: "a key that is there twice",
  MISSING_CHAR: "a missing quotation mark, bracket or colon before this place",
  TAB_AS_INDENT: "a tab in the indentation",
};

/** The words for a code of the parser `yaml`, such as `BAD_INDENT`. They contain nothing of the file. */
export function describeYamlError(code: string): string {
  return WORDS[code] ?? code.toLowerCase().replaceAll("_", " ");
}
