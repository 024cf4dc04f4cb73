import { hostKeyOf, type Keys } from "../plan/keys";
import type { SshServer, Verification } from "../plan/plan";
import { managementAddress, type Vnf } from "../plan/vnf";
import type { GuestReading } from "../verify/checks/access";
import { parseEvidence } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { guestProgram } from "./guestProgram";
import { SshError, SshSession, type SshTarget } from "./ssh";

/** What a login in a guest takes. */
export interface GuestKeys {
  /** OpenSSH private key that opens the guest, and the jump host before it. */
  readonly privateKey: string;
  /** OpenSSH public host key of the guest: the only one that is accepted. */
  readonly hostKey: string;
}

/** The keys for a VNF's guest. */
export function guestKeysOf(keys: Keys, { name }: Vnf): GuestKeys {
  return { privateKey: keys.login.privateKey, hostKey: hostKeyOf(keys, name).publicKey };
}

/** Where a VNF's guest lets the stack's user in. */
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
    ...(jumpHost === undefined ? {} : { through: sshServerTarget(jumpHost, privateKey) }),
  };
}

/** Where another SSH server lets the stack's login key in. */
export function sshServerTarget(server: SshServer, privateKey: string): SshTarget {
  const { host, port, user, hostKey } = server;
  return { host, port, user, hostKey, privateKey };
}

/** Asks a VNF's guest for its evidence, in one login; what fails is told. */
export async function askGuest(target: SshTarget, { bond, pings, dns }: Expectation): Promise<GuestReading> {
  const sent = pings.map(({ address, over }) => ({ address, over }));
  const { command, input } = guestProgram("evidence", { bond: bond.name, pings: sent, dns: dns ?? null });
  try {
    const { code, stdout, stderr } = await SshSession.within(target, (session) =>
      session.run(command, input),
    );
    try {
      return { known: parseEvidence(stdout) };
    } catch (error) {
      const words = stderr.trim().split("\n").at(-1);
      return {
        unknown: `${(error as Error).message}${words ? ` (${words})` : ""}, exit code ${code}`,
        at: "evidence",
      };
    }
  } catch (error) {
    if (!(error instanceof SshError)) {
      throw error;
    }
    return { unknown: error.message, at: error.step };
  }
}
