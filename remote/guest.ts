import { hostKeyOf, type Keys } from "../plan/keys";
import type { Plan, SshServer, Verification } from "../plan/plan";
import { managementAddress, type Vnf } from "../plan/vnf";
import type { GuestReading } from "../verify/checks/access";
import { parseEvidence } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { guestProgram } from "./guestProgram";
import { SshError, SshSession, type SshTarget } from "./ssh";

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

/** Logs in to a VNF's guest once and collects the evidence. A failure is returned with its step, not thrown. */
export async function collectEvidence(
  target: SshTarget,
  { bond, pings, dns }: Expectation,
): Promise<GuestReading> {
  const pingRequests = pings.map(({ address, over }) => ({ address, over }));
  const { command, input } = guestProgram("evidence", {
    bond: bond.name,
    pings: pingRequests,
    dns: dns ?? null,
  });
  try {
    const { code, stdout, stderr } = await SshSession.within(target, (session) =>
      session.run(command, input),
    );
    try {
      return { known: parseEvidence(stdout) };
    } catch (error) {
      const lastErrorLine = stderr.trim().split("\n").at(-1);
      return {
        unknown: `${(error as Error).message}${lastErrorLine ? ` (${lastErrorLine})` : ""}, exit code ${code}`,
        step: "evidence",
      };
    }
  } catch (error) {
    if (!(error instanceof SshError)) {
      throw error;
    }
    return { unknown: error.message, step: error.step };
  }
}
