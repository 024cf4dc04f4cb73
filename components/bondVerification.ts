import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Verification } from "../plan/plan";
import { managementAddress } from "../plan/vnf";
import type { VerificationRequest } from "../remote/observation";
import { type Evidence, parseEvidence } from "../verify/evidence";
import type { Verifiable } from "../verify/expectation";

export interface BondVerificationArgs extends Verifiable {
  readonly verification: Verification;
  /** OpenSSH private key that opens the guest, the jump host and the client; a secret. */
  readonly loginKey: pulumi.Input<string>;
  /** OpenSSH public host key of the guest. */
  readonly hostKey: pulumi.Input<string>;
  /** The stack that made the VNF, as what it made is marked. */
  readonly owner: string;
  /** A new server is verified anew. */
  readonly serverId: pulumi.Input<string>;
}

/** Time that one failed attempt to connect takes at most, in s: the command provider's pause grows up to 5 s. */
const DIAL_PAUSE = 5;

/** What verifies, in the program's folder: a folder's path here would be a change in every other clone. */
const VERIFY = "node --require @swc-node/register cli/verifyDeployment.ts";

/**
 * Proves a VNF's bond. A remote command waits until the guest answers over SSH, on a host key known beforehand, and
 * cloud-init has ended. A local command then runs the verification of `make verify` until it passes or recoveryWait is over.
 * If it does not pass, the deployment fails with a sentence for each fault, and the next `up` verifies again.
 */
export class BondVerification extends pulumi.ComponentResource {
  /** What the guest showed when the verification passed. */
  readonly evidence: pulumi.Output<Evidence>;

  constructor(name: string, args: BondVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:BondVerification", name, {}, opts);
    const verified = this.#verified(name, args, this.#booted(name, args));
    this.evidence = pulumi.unsecret(verified.stdout).apply(parseEvidence);
    this.registerOutputs({ evidence: this.evidence });
  }

  #booted(
    name: string,
    { vnf, verification, loginKey, hostKey, serverId }: BondVerificationArgs,
  ): pulumi.Resource {
    const { jumpHost, bootupTime, user } = verification;
    const seconds = `${bootupTime + 60}s`;
    return new command.remote.Command(
      `${name}-boot`,
      {
        connection: {
          host: managementAddress(vnf),
          user,
          privateKey: loginKey,
          hostKey,
          perDialTimeout: DIAL_PAUSE,
          dialErrorLimit: Math.ceil(bootupTime / DIAL_PAUSE),
          ...(jumpHost === undefined ? {} : { proxy: { ...jumpHost, privateKey: loginKey } }),
        },
        create: untilBooted(bootupTime),
        logging: command.remote.Logging.None,
        triggers: [serverId],
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        customTimeouts: { create: seconds, update: seconds },
        hooks: { onError: [this.#explained(name, vnf.name, managementAddress(vnf))] },
      },
    );
  }

  #verified(name: string, args: BondVerificationArgs, booted: pulumi.Resource): command.local.Command {
    const { vnf, peers, numaNodes, verification, owner, loginKey, hostKey, serverId } = args;
    const request = pulumi.all([loginKey, hostKey]).apply(([privateKey, publicKey]) => {
      const keys = { privateKey, hostKey: publicKey };
      const asked: VerificationRequest = { vnf, peers, numaNodes, verification, owner, keys };
      return JSON.stringify(asked);
    });
    return new command.local.Command(
      `${name}-checks`,
      {
        create: VERIFY,
        stdin: request,
        logging: command.local.Logging.None,
        triggers: [serverId, request.apply(digest)],
      },
      { parent: this, dependsOn: booted, deleteBeforeReplace: true },
    );
  }

  /** Says in a sentence why a guest was not reached; never asks the engine to try again. */
  #explained(name: string, vnf: string, address: string): pulumi.ErrorHook {
    return new pulumi.ErrorHook(`${name}-explain`, async ({ errors }) => {
      await pulumi.log.error(unreachedSentence(vnf, address, errors.join("\n")), this);
      return false;
    });
  }
}

/**
 * Waits in the guest until cloud-init has ended, or until the guest has been up for `bootupTime` seconds: then the verification
 * tells what is missing. Prints cloud-init's result.
 */
function untilBooted(bootupTime: number): string {
  const result = "/run/cloud-init/result.json";
  return `until [ -e ${result} ] || [ "$(cut -d. -f1 /proc/uptime)" -ge ${bootupTime} ]; do sleep 0.5; done; cat ${result} || true`;
}

/** Why a VNF's guest was not reached. @param text the error as the command provider gives it */
export function unreachedSentence(vnf: string, address: string, text: string): string {
  const last = text.trim().split("\n").at(-1) ?? "";
  return `VNF "${vnf}": the guest does not answer over SSH at ${address}; last error: ${last}. Next: openstack console log show ${vnf}.`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
