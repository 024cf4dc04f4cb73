import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { quoted } from "../day0/shell";
import type { Program } from "./program";

/** The programs of remote/guest/__main__.py. */
export type GuestProgram = "evidence" | "dns" | "stream" | "witness";

const FOLDER = join(__dirname, "guest");
/** Starts a program out of an archive; it is the text after python3 -c. */
const BOOTSTRAP = "bootstrap.py";

/**
 * A program that runs elsewhere: all of remote/guest in one archive on its standard input, then the request
 * (remote/guest/__init__.py). Nothing is left on the machine that runs it.
 * @param as who runs it there. @default whoever logs in
 */
export function guestProgram(program: GuestProgram, request: object, as?: "root"): Program {
  const lines = `${archive()}\n${JSON.stringify({ program, request })}\n`;
  return { command: command(as), input: `${Buffer.byteLength(lines)}\n${lines}` };
}

/** The shell command. Python is the one that cloud-init brought: RHEL 8 has it at a place of its own. */
function command(as?: "root"): string {
  const sudo = as === "root" ? "sudo -n " : "";
  const bootstrap = quoted(readFileSync(join(FOLDER, BOOTSTRAP), "utf8"));
  return `for python in python3 /usr/libexec/platform-python; do command -v $python >/dev/null && exec ${sudo}$python -I -B -c ${bootstrap}; done; echo there is no Python 3 here >&2; exit 127`;
}

let archived: string | undefined;

/** The modules by their paths, as compressed JSON in base64: Python unpacks it faster than a zip archive. */
function archive(): string {
  if (archived === undefined) {
    const modules = readdirSync(FOLDER).filter((file) => file.endsWith(".py") && file !== BOOTSTRAP);
    const sources = modules.map((file) => [`guest/${file}`, readFileSync(join(FOLDER, file), "utf8")]);
    archived = deflateSync(JSON.stringify(Object.fromEntries(sources))).toString("base64");
  }
  return archived;
}
