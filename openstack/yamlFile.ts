import { existsSync, readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { describeYamlError } from "../report/yamlError";

/**
 * Reads a YAML file. Its content can be secret, so no message contains any of it.
 * @returns undefined if the file does not exist
 * @throws if the file can't be read or is not valid YAML, with the file, the line, the column and the kind of the fault
 */
export function readSecretYaml(file: string): unknown {
  if (!existsSync(file)) {
    return undefined;
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new Error(
      `${file}, line ${line}, column ${col} is not valid YAML (${describeYamlError(error.code)}): correct the line. It is not shown, because it can contain a secret.`,
    );
  }
  try {
    return document.toJS();
  } catch {
    throw new Error(
      `${file} is not valid YAML: an alias (*name) has no anchor (&name) before it, or there are too many aliases. Correct the alias.`,
    );
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(
      `${file} can't be read (${(error as NodeJS.ErrnoException).code}): it must be a file that this user may read.`,
    );
  }
}
