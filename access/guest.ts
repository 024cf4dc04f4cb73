import { hostKeyOf, type Keys } from "../plan/keys";
import type { Plan, SshServer } from "../plan/plan";
import { managementAddress, type Vnf } from "../plan/vnf";
import type { GuestAnswer } from "../verify/access";
import { parseEvidence } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { PROBE_COMMAND, probeProgram } from "../verify/probe";
import { SshError, SshSession, type SshTarget } from "./ssh";

/** Time in s that a guest has to be as expected when it is asked at any time, not just deployed. */
const SETTLING = 3;

/** Where a VNF's guest lets the stack's user in. */
export function guestTarget(
  { verification: { user, jumpHost }, keys }: { verification: Plan["verification"]; keys: Keys },
  vnf: Vnf,
): SshTarget {
  const { privateKey } = keys.login;
  return {
    host: managementAddress(vnf),
    user,
    privateKey,
    hostKey: hostKeyOf(keys, vnf.name).publicKey,
    ...(jumpHost === undefined ? {} : { through: sshServerTarget(jumpHost, privateKey) }),
  };
}

/** Where another SSH server lets the stack's login key in. */
export function sshServerTarget(server: SshServer, privateKey: string): SshTarget {
  const { host, port, user, hostKey } = server;
  return { host, port, user, hostKey, privateKey };
}

/** Asks a VNF's guest for its evidence, in one login; what fails is told. */
export async function guestAnswer(target: SshTarget, expectation: Expectation): Promise<GuestAnswer> {
  const program = probeProgram(expectation, { bootupTime: SETTLING, recoveryWait: SETTLING });
  try {
    const { code, stdout, stderr } = await SshSession.within(target, (session) =>
      session.run(PROBE_COMMAND, program),
    );
    try {
      return { seen: parseEvidence(stdout) };
    } catch (error) {
      const words = stderr.trim().split("\n").at(-1);
      return {
        unseen: `${(error as Error).message}${words ? ` (${words})` : ""}, exit code ${code}`,
        at: "probe",
      };
    }
  } catch (error) {
    if (!(error instanceof SshError)) {
      throw error;
    }
    return { unseen: error.message, at: error.step };
  }
}
