import { type Check, found, notChecked } from "../check";
import type { Evidence } from "../evidence";
import { consoleOf } from "./commands";

/** What became of asking a guest over SSH: its evidence, or what failed, and at which step. */
export type GuestReading =
  | { readonly known: Evidence }
  | { readonly unknown: string; readonly at: AccessStep };

/**
 * The step at which asking a guest ended. `server`: it was not asked, as the cloud says that it does not run. `SSH`: no
 * connection. `host key`: another one than Day0 installed. `login`: the login key was refused. `evidence`: an answer that is
 * no evidence.
 */
export type AccessStep = "server" | "SSH" | "host key" | "login" | "evidence";

const STEPS: readonly AccessStep[] = ["server", "SSH", "host key", "login", "evidence"];

const AT = "ssh to the VNF's first management address";

/** How far one came in asking the guest: the steps that passed, the one that failed, and those after it. */
export const accessChecks: readonly Check<GuestReading>[] = [
  step("SSH", "guest answers over SSH", "yes", {
    readWith: () => AT,
    next: ({ vnf }) => `${consoleOf(vnf)}, and port 22 in the management network's security groups`,
  }),
  step("host key", "SSH host key of the guest", "the one that Day0 installed", {
    readWith: () => AT,
    next: () =>
      "find out which host has this address: the guest was rebuilt outside Pulumi, or another host uses the address. Nothing was sent to it",
  }),
  step("login", "login with the stack's key", "accepted", {
    readWith: () => AT,
    next: () =>
      "cpnr:verification.user, and that user's ~/.ssh/authorized_keys in the guest, which must have the publicKey in cpnr:keys",
  }),
  step("evidence", "evidence from the guest", "readable", {
    readWith: () => "python3 in the guest",
    next: () => "the guest's Python, and what its shell prints at a login",
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
        return found(true, expected);
      }
      if (guest.at === name) {
        return found(false, guest.unknown);
      }
      const isPassed = STEPS.indexOf(name) < STEPS.indexOf(guest.at);
      return isPassed ? found(true, expected) : notChecked(guest.unknown);
    },
    ...advice,
    isMadeAtBoot: false,
  };
}
