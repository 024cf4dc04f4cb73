import { readFile } from "node:fs/promises";

/** As {@link readInput}. undefined if no file is named. */
export async function readOptionalInput(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : readInput(path);
}

/** Reads a file that another command of the job wrote. A missing file is empty: that command failed before it wrote. */
export async function readInput(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return "";
    }
    throw new Error(`${path} can't be read (${error.code}).`);
  });
}
