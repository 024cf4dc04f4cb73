import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { VerificationSettings } from "../config/schema";
import { type Expectation, expectedEvidence } from "./expectation";

const text = (name: string) => readFileSync(join(__dirname, name), "utf8");
const DNS = text("dns.py");
const PROBE = text("probe.py");

/**
 * What a shell runs: the Python that cloud-init brought, reading its program from standard input (RHEL 8 has it at a
 * place of its own).
 */
export const PROBE_COMMAND =
  "for python in python3 /usr/libexec/platform-python; do command -v $python >/dev/null && exec $python -; done; echo the guest has no Python >&2; exit 127";

/** The program for a guest's {@link PROBE_COMMAND}: it waits until the VNF is as expected, or time is up. */
export function probeProgram(
  expectation: Expectation,
  { bootupTime, recoveryWait }: Pick<VerificationSettings, "bootupTime" | "recoveryWait">,
): string {
  const request = {
    bond: expectation.bond.name,
    pings: expectation.pings.map(({ address, over }) => ({ address, over })),
    dns: expectation.dns ?? null,
    bootupTime,
    recoveryWait,
    expected: expectedEvidence(expectation),
  };
  return `${DNS}\n\n${PROBE}\n\nmain(${pythonOf(request)})\n`;
}

/** The program for a client outside: it asks the VNF's DNS service, and prints the answers. */
export function clientProgram(dns: NonNullable<Expectation["dns"]>): string {
  return `${DNS}\n\nimport json\n\nprint(json.dumps(dns_answers(${pythonOf(dns)})))\n`;
}

/** `value` as Python, which needs `json`: a JSON string of ASCII characters is a Python string of the same value. */
function pythonOf(value: unknown): string {
  const literal = JSON.stringify(JSON.stringify(value)).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `json.loads(${literal})`;
}
