import { join } from "node:path";
import type { Program } from "../access/program";
import { DNS, inPython, pythonOf, SYSFS, sourceOf } from "../verify/python";

const STREAM = sourceOf(join(__dirname, "stream.py"));
const WITNESS = sourceOf(join(__dirname, "witness.py"));

/** The longest that a program runs by itself, in s: it ends, and restores, even if nobody tells it to. */
const LIFETIME = 180;

/** The steady stream of a client's queries; `interval` in ms. */
export function streamProgram(request: { server: string; name: string; interval: number }): Program {
  const asked = pythonOf({ ...request, seconds: LIFETIME });
  return program(`${DNS}\n\n${STREAM}\n\ndns_stream(${asked})\n`);
}

/** The witness in the guest. */
export function witnessProgram(bond: string): Program {
  return program(`${SYSFS}\n\n${WITNESS}\n\nwitness(${pythonOf({ bond, seconds: LIFETIME })})\n`, "root");
}

/** Python takes as much of its standard input as the program is long; the rest is for the program. */
function program(text: string, as?: "root"): Program {
  const length = Buffer.byteLength(text);
  return { command: inPython(`-c 'import sys; exec(sys.stdin.buffer.read(${length}))'`, as), text };
}
