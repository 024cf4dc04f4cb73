import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What several programs begin with: the question to a DNS server, and the reading of sysfs. */
export const DNS = sourceOf(join(__dirname, "dns.py"));
export const SYSFS = sourceOf(join(__dirname, "sysfs.py"));

/** The text of a Python file that runs elsewhere. */
export function sourceOf(path: string): string {
  return readFileSync(path, "utf8");
}

/**
 * What a shell runs: Python, with `how` as its arguments, as whoever the shell is or as `root`. It is the one that
 * cloud-init brought (RHEL 8 has it at a place of its own).
 */
export function inPython(how: string, as?: "root"): string {
  const sudo = as === "root" ? "sudo -n " : "";
  return `for python in python3 /usr/libexec/platform-python; do command -v $python >/dev/null && exec ${sudo}$python ${how}; done; echo the guest has no Python >&2; exit 127`;
}

/** `value` as Python, which needs `json`: a JSON string of ASCII characters is a Python string of the same value. */
export function pythonOf(value: unknown): string {
  const literal = JSON.stringify(JSON.stringify(value)).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `json.loads(${literal})`;
}
