import { hostKeyOf, type Keys } from "../plan/keys";
import type { Plan, SshServer, Verification } from "../plan/plan";
import { managementAddress, type Vnf } from "../plan/vnf";
import { visible } from "../report/visible";
import type { AccessStep, GuestReading } from "../verify/checks/access";
import { parseEvidence } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { guestProgram } from "./guestProgram";
import { type RunLimits, SshSession } from "./ssh";
import { SshError, type SshStep, type SshTarget } from "./sshLogin";

/** The SSH keys for a login to a guest. */
export interface GuestKeys {
  /** OpenSSH private key for the login to the guest and to the jump host. */
  readonly privateKey: string;
  /** OpenSSH public host key of the guest. No other host key is accepted. */
  readonly hostKey: string;
}

/** The SSH keys for the guest of a VNF of the plan. */
export function guestKeysOf(keys: Keys, { name }: Vnf): GuestKeys {
  return { privateKey: keys.login.privateKey, hostKey: hostKeyOf(keys, name).publicKey };
}

/** The SSH server of the guest of a VNF of the plan. */
export function guestTargetIn({ verification, keys }: Plan, vnf: Vnf): SshTarget {
  return guestTarget(vnf, verification, guestKeysOf(keys, vnf));
}

/** The SSH server of a VNF's guest, with the configured login user and jump host. */
export function guestTarget(
  vnf: Vnf,
  { user, jumpHost }: Verification,
  { privateKey, hostKey }: GuestKeys,
): SshTarget {
  return {
    host: managementAddress(vnf),
    user,
    privateKey,
    hostKey,
    ...(jumpHost === undefined ? {} : { jumpHost: sshServerTarget(jumpHost, privateKey) }),
  };
}

/** An SSH server other than the VNFs, with the stack's login key. */
export function sshServerTarget(server: SshServer, privateKey: string): SshTarget {
  const { host, port, user, hostKey } = server;
  return { host, port, user, hostKey, privateKey };
}

/** The check that fails where a step to the evidence fails. */
const ACCESS_STEPS: Readonly<Record<SshStep, AccessStep>> = {
  SSH: "SSH",
  "host key": "host key",
  login: "login",
  command: "evidence",
};

/**
 * Logs in to a VNF's guest once and collects the evidence. A failure is returned with its step, not thrown.
 * @param limits limits of the program in the guest. @default 60 s, 4 MiB
 * @throws the signal's reason if it is aborted
 */
export async function collectEvidence(
  target: SshTarget,
  { bond, pings, dns }: Expectation,
  limits: RunLimits = {},
): Promise<GuestReading> {
  const pingRequests = pings.map(({ address, over }) => ({ address, over }));
  const { command, input } = guestProgram("evidence", {
    bond: bond.name,
    pings: pingRequests,
    dns: dns ?? null,
  });
  try {
    const { code, stdout, stderr } = await SshSession.within(
      target,
      (session) => session.run(command, input, limits),
      { signal: limits.signal },
    );
    try {
      return { known: parseEvidence(stdout) };
    } catch (error) {
      const lastErrorLine = visible(stderr.trim().split("\n").at(-1) ?? "");
      return {
        unknown: `${(error as Error).message}${lastErrorLine ? ` (${lastErrorLine})` : ""}, exit code ${code}`,
        step: "evidence",
      };
    }
  } catch (error) {
    if (!(error instanceof SshError)) {
      throw error;
    }
    return { unknown: error.message, step: ACCESS_STEPS[error.step] };
  }
}
