import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { quoted } from "../day0/shell";
import type { Program } from "./program";

/** The programs of remote/guest/__main__.py. */
export type GuestProgram = "evidence" | "dns" | "stream" | "witness";

const FOLDER = join(__dirname, "guest");
/** Python source that unpacks the archive and starts a program. It is the argument of `python3 -c`. */
const BOOTSTRAP = "bootstrap.py";

/**
 * The shell command and the standard input that run a program of remote/guest on another machine. The standard input is an
 * archive of all modules, then the request (remote/guest/__init__.py). No file is written on that machine.
 * @param as user that runs the program. @default the user that logs in
 */
export function guestProgram(program: GuestProgram, request: object, as?: "root"): Program {
  const lines = `${archive()}\n${JSON.stringify({ program, request })}\n`;
  return { command: shellCommand(as), input: `${Buffer.byteLength(lines)}\n${lines}` };
}

/** The shell command. RHEL 8 has no python3 on PATH by default; cloud-init uses /usr/libexec/platform-python there. */
function shellCommand(as?: "root"): string {
  const sudo = as === "root" ? "sudo -n " : "";
  const bootstrap = quoted(readFileSync(join(FOLDER, BOOTSTRAP), "utf8"));
  return `for python in python3 /usr/libexec/platform-python; do command -v $python >/dev/null && exec ${sudo}$python -I -B -c ${bootstrap}; done; echo there is no Python 3 here >&2; exit 127`;
}

let cachedArchive: string | undefined;

/** The Python modules by path, as compressed JSON in base64. Python unpacks this faster than a zip archive. */
function archive(): string {
  if (cachedArchive === undefined) {
    const modules = readdirSync(FOLDER).filter((file) => file.endsWith(".py") && file !== BOOTSTRAP);
    const sources = modules.map((file) => [`guest/${file}`, readFileSync(join(FOLDER, file), "utf8")]);
    cachedArchive = deflateSync(JSON.stringify(Object.fromEntries(sources))).toString("base64");
  }
  return cachedArchive;
}
