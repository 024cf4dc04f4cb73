import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/arguments";
import type { SshServer, Verification } from "../plan/plan";
import { managementAddress } from "../plan/vnf";
import type { VerificationRequest } from "../remote/observation";
import { type Evidence, parseEvidence } from "../verify/evidence";
import { requireNoFaults } from "./argumentFaults";
import type { CpnrVnf } from "./cpnrVnf";

/** An SSH server besides the VNF; its port is 22 where none is given. */
export type SshServerArgs = Omit<SshServer, "port"> & Partial<Pick<SshServer, "port">>;

export interface BondVerificationArgs {
  /** The VNF whose bond is proven. */
  readonly vnf: CpnrVnf;
  /** Who logs in in the guest: a user that Day0 makes, and the OpenSSH private key for it. Pass the key as a secret. */
  readonly login: { readonly user: string; readonly privateKey: pulumi.Input<string> };
  /** SSH server through which the guest is reached; it must accept the login's key. @default directly */
  readonly jumpHost?: SshServerArgs | undefined;
  /** Time in s from the guest's boot until cloud-init has ended. @default 300 */
  readonly bootupTime?: number | undefined;
  /** Time in s that the VNF then has to pass its verification. @default 30 */
  readonly recoveryWait?: number | undefined;
  /** Host NUMA nodes that the server must span. @default 2 */
  readonly numaNodes?: number | undefined;
  /** Whether the gateways of the bond and of the other networks must answer a ping. @default true */
  readonly pingGateways?: boolean | undefined;
  /** VNFs that must answer a ping of this one. @default none */
  readonly peers?: readonly CpnrVnf[] | undefined;
  /** Name that the VNF's DNS service is asked for. @default nothing is asked */
  readonly dnsName?: string | undefined;
  /** Who asks the DNS service from outside, over the bond. @default nobody */
  readonly client?: ({ readonly type: "here" } | ({ readonly type: "ssh" } & SshServerArgs)) | undefined;
}

/** Time that one failed attempt to connect takes at most, in s: the command provider's pause grows up to 5 s. */
const DIAL_PAUSE = 5;

/** What verifies, found by the package's name: a folder's path here would be a change in every other clone. */
const VERIFY = `node -e 'require("cpnr/verification")'`;

/**
 * Proves a VNF's bond. A remote command waits until the guest answers over SSH, on a host key known beforehand, and
 * cloud-init has ended. A local command then runs the verification of `make verify` until it passes or recoveryWait is over.
 * If it does not pass, the deployment fails with a sentence for each fault, and the next `up` verifies again.
 *
 * @example
 * ```ts
 * const proof = new BondVerification("dns-1", { vnf, login: { user: "ops", privateKey }, dnsName: "www.example.test" });
 * export const activeSlave = proof.evidence.apply(({ bond }) => bond?.slaves.find(({ active }) => active)?.name);
 * ```
 */
export class BondVerification extends pulumi.ComponentResource {
  /** What the guest showed when the verification passed. */
  readonly evidence: pulumi.Output<Evidence>;

  /** @throws {pulumi.RunError} with every fault of the arguments */
  constructor(name: string, args: BondVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:BondVerification", name, {}, opts);
    const verification = verificationOf(name, args);
    const verified = this.#verified(name, args, verification, this.#booted(name, args, verification));
    this.evidence = pulumi.unsecret(verified.stdout).apply(parseEvidence);
    this.registerOutputs({ evidence: this.evidence });
  }

  #booted(
    name: string,
    { vnf, login: { privateKey } }: BondVerificationArgs,
    { jumpHost, bootupTime, user }: Verification,
  ): pulumi.Resource {
    const seconds = `${bootupTime + 60}s`;
    const host = managementAddress(vnf.plan);
    return new command.remote.Command(
      `${name}-boot`,
      {
        connection: {
          host,
          user,
          privateKey,
          hostKey: vnf.hostKey,
          perDialTimeout: DIAL_PAUSE,
          dialErrorLimit: Math.ceil(bootupTime / DIAL_PAUSE),
          ...(jumpHost === undefined ? {} : { proxy: { ...jumpHost, privateKey } }),
        },
        create: untilBooted(bootupTime),
        logging: command.remote.Logging.None,
        triggers: [vnf.serverId],
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        customTimeouts: { create: seconds, update: seconds },
        hooks: { onError: [this.#explained(name, vnf.plan.name, host)] },
      },
    );
  }

  #verified(
    name: string,
    { vnf, peers = [], numaNodes = 2, login }: BondVerificationArgs,
    verification: Verification,
    booted: pulumi.Resource,
  ): command.local.Command {
    const request = pulumi.all([login.privateKey, vnf.hostKey]).apply(([privateKey, hostKey]) => {
      const asked: VerificationRequest = {
        vnf: vnf.plan,
        peers: peers.map(({ plan }) => plan),
        numaNodes,
        verification,
        owner: vnf.owner,
        keys: { privateKey, hostKey },
      };
      return JSON.stringify(asked);
    });
    return new command.local.Command(
      `${name}-checks`,
      {
        create: VERIFY,
        stdin: request,
        logging: command.local.Logging.None,
        triggers: [vnf.serverId, request.apply(digest)],
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

/** The arguments as a plan has them. @throws {pulumi.RunError} with every fault of them */
function verificationOf(name: string, args: BondVerificationArgs): Verification {
  const { login, jumpHost, bootupTime, recoveryWait, pingGateways, dnsName, client } = args;
  const { sound, faults } = examineSections({
    verification: { user: login.user, jumpHost, bootupTime, recoveryWait, pingGateways, dnsName, client },
  });
  requireNoFaults(`BondVerification "${name}"`, faults, [
    ["verification.user", "login.user"],
    ["verification", ""],
  ]);
  return { ...sound.verification, user: login.user };
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
