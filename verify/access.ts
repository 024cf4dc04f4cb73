import type { Evidence } from "./evidence";
import { finding, type Outcome } from "./outcome";

/** What became of asking a guest over SSH: its evidence, or what failed, and how: half a sentence. */
export type GuestAnswer = { readonly seen: Evidence } | { readonly unseen: string; readonly at: AccessStep };

/**
 * The step at which asking a guest ended. `server`: it was not asked, as the cloud says that it does not run. `SSH`: no
 * connection. `host key`: another one than Day0 installed. `login`: the login key was refused. `probe`: an answer that is
 * no evidence.
 */
export type AccessStep = "server" | "SSH" | "host key" | "login" | "probe";

const STEPS: readonly Exclude<AccessStep, "server">[] = ["SSH", "host key", "login", "probe"];

const TEXTS = {
  SSH: { about: "the guest", expected: "to answer over SSH", seen: "does" },
  "host key": {
    about: "the guest's SSH host key",
    expected: "to be the one that Day0 installed",
    seen: "is",
  },
  login: { about: "the guest", expected: "to let the stack's user in", seen: "does" },
  probe: { about: "the probe", expected: "to answer with evidence", seen: "does" },
} as const;

/** How far one came in asking a guest: the steps passed, the one that failed, and those behind it. */
export function judgeAccess(guest: GuestAnswer): Outcome[] {
  const failedAt = "seen" in guest ? undefined : guest.at;
  const reason = "seen" in guest ? "" : guest.unseen;
  const order: readonly AccessStep[] = ["server", ...STEPS];
  return STEPS.map((step): Outcome => {
    const { about, expected, seen } = TEXTS[step];
    if (failedAt === step) {
      return { check: step, ...finding(false, about, expected, reason) };
    }
    const reached = failedAt === undefined || order.indexOf(step) < order.indexOf(failedAt);
    return {
      check: step,
      about,
      expected,
      ...(reached ? { verdict: "pass", seen } : { verdict: "not observable", seen: reason }),
    };
  });
}
