import { join } from "node:path";
import type { Verification } from "../plan/plan";
import { type Expectation, expectedEvidence } from "./expectation";
import { DNS, inPython, pythonOf, SYSFS, sourceOf } from "./python";

const PROBE = sourceOf(join(__dirname, "probe.py"));

/** What a shell runs, whose standard input is a program of this file. */
export const PROBE_COMMAND = inPython("-");

/** The program for a guest's {@link PROBE_COMMAND}: it waits until the VNF is as expected, or time is up. */
export function probeProgram(
  expectation: Expectation,
  { bootupTime, recoveryWait }: Pick<Verification, "bootupTime" | "recoveryWait">,
): string {
  const request = {
    bond: expectation.bond.name,
    pings: expectation.pings.map(({ address, over }) => ({ address, over })),
    dns: expectation.dns ?? null,
    bootupTime,
    recoveryWait,
    expected: expectedEvidence(expectation),
  };
  return `${DNS}\n\n${SYSFS}\n\n${PROBE}\n\nmain(${pythonOf(request)})\n`;
}

/** The program for a client outside: it asks the VNF's DNS service, and prints the answers. */
export function clientProgram(dns: NonNullable<Expectation["dns"]>): string {
  return `${DNS}\n\nimport json\n\nprint(json.dumps(dns_answers(${pythonOf(dns)})))\n`;
}
