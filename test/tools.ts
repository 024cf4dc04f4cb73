import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Folder of the programs that tools/ensure installs. */
export const tools = join(
  execFileSync(join(__dirname, "../tools/ensure"), { encoding: "utf8" }).trim(),
  "bin",
);
