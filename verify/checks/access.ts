import { type Check, notChecked, passIf } from "../check";
import type { Evidence } from "../evidence";
import { consoleOf } from "./commands";

/** The evidence from a guest, or why there is none, and the step that failed. */
export type GuestReading =
  | { readonly known: Evidence }
  | { readonly unknown: string; readonly step: AccessStep };

/**
 * The step that failed. `server`: the server does not run, so there was no attempt. `SSH`: no connection. `host key`: the guest
 * has another host key than Day0 installed. `login`: the guest refused the login key. `evidence`: the output is not evidence.
 */
export type AccessStep = "server" | "SSH" | "host key" | "login" | "evidence";

const STEPS: readonly AccessStep[] = ["server", "SSH", "host key", "login", "evidence"];

/** One check for each step to the evidence: the steps before the failed one pass, the steps after it are not checked. */
export const accessChecks: readonly Check<GuestReading>[] = [
  step("SSH", "guest answers over SSH", "yes", {
    readWith: ({ ssh }) => ssh,
    next: ({ vnf, hasWarned }) =>
      hasWarned("compute host")
        ? "the server's host gives no sign of life: start it, or let cpnr heal redeploy the VNF on another host"
        : `${consoleOf(vnf)} ("Unable to find a system nic": the guest lacks the NIC of a port, and cloud-init ends before Day0), and port 22 in the management network's security groups`,
  }),
  step("host key", "SSH host key of the guest", "the one that Day0 installed", {
    readWith: ({ ssh }) => ssh,
    next: () =>
      "find out which host has this address: the guest was rebuilt outside Pulumi, or another host uses the address. Nothing was sent to it",
  }),
  step("login", "login with the stack's key", "accepted", {
    readWith: ({ ssh }) => ssh,
    next: () =>
      "cpnr:verification.user, and that user's ~/.ssh/authorized_keys in the guest, which must have the publicKey in cpnr:keys",
  }),
  step("evidence", "evidence from the guest", "readable", {
    readWith: ({ ssh }) => `${ssh} python3 --version`,
    next: () => "the guest's Python, and what the user's shell prints at a login",
  }),
];

function step(
  name: AccessStep,
  subject: string,
  expected: string,
  advice: Pick<Check<GuestReading>, "readWith" | "next">,
): Check<GuestReading> {
  return {
    name,
    subject,
    expected,
    find: (guest) => {
      if ("known" in guest) {
        return passIf(true, expected);
      }
      if (guest.step === name) {
        return passIf(false, guest.unknown);
      }
      const isPassed = STEPS.indexOf(name) < STEPS.indexOf(guest.step);
      return isPassed ? passIf(true, expected) : notChecked(guest.unknown);
    },
    ...advice,
    isMadeAtBoot: false,
  };
}
