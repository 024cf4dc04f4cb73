import { readFile } from "node:fs/promises";

/** Reads a file that another command of the job wrote. A missing file is empty: that command failed before it wrote. */
export async function readInput(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return "";
    }
    throw new Error(`${path} can't be read (${error.code}).`);
  });
}
