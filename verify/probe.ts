import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { VerificationSettings } from "../config/schema";
import { type Expectation, expectedEvidence, pingedGateways } from "./expectation";

const PROBE = readFileSync(join(__dirname, "probe.py"), "utf8");

/**
 * What a VNF's shell runs: the Python that cloud-init brought, reading its program from standard input
 * (RHEL 8 has it at a place of its own).
 */
export const PROBE_COMMAND =
  "for python in python3 /usr/libexec/platform-python; do command -v $python >/dev/null && exec $python -; done; echo the guest has no Python >&2; exit 127";

/** The program for {@link PROBE_COMMAND}'s standard input: it waits until the VNF is as expected, or time is up. */
export function probeProgram(
  expectation: Expectation,
  { bootupTime, recoveryWait }: Pick<VerificationSettings, "bootupTime" | "recoveryWait">,
): string {
  const request = {
    bond: expectation.bond.name,
    gateways: pingedGateways(expectation),
    bootupTime,
    recoveryWait,
    expected: expectedEvidence(expectation),
  };
  // A JSON string of ASCII characters is a Python string of the same value.
  const literal = JSON.stringify(JSON.stringify(request)).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${PROBE}\n\nmain(json.loads(${literal}))\n`;
}
