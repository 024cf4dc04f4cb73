import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/settings";
import { peerOf } from "../plan/peer";
import { DEFAULT_POLICY, type PlacementPolicy } from "../plan/placement";
import type { Plan, SshServer, Verification } from "../plan/plan";
import { managementAddress } from "../plan/vnf";
import type { VerificationRequest } from "../remote/observation";
import { visible } from "../report/visible";
import { type Evidence, parseEvidence } from "../verify/evidence";
import { requireNoFaults } from "./argumentFaults";
import type { CpnrVnf } from "./cpnrVnf";

/** An SSH server that is not the VNF. `port` has the default 22. */
export type SshServerArgs = Omit<SshServer, "port"> & Partial<Pick<SshServer, "port">>;

export interface BondVerificationArgs {
  /** The VNF to verify. */
  readonly vnf: CpnrVnf;
  /** Login to the guest: a user that Day0 creates, and the OpenSSH private key for it. Pass the key as a secret. */
  readonly login: { readonly user: string; readonly privateKey: pulumi.Input<string> };
  /** SSH jump host to the guest; it must accept the login key. @default a direct connection */
  readonly jumpHost?: SshServerArgs | undefined;
  /** Time in s from the guest's boot until cloud-init has ended. @default 300 */
  readonly bootupTime?: number | undefined;
  /** Time in s after the boot in which the verification must pass. @default 30 */
  readonly recoveryWait?: number | undefined;
  /** Longest time in s that the cloud's APIs may take for a request. @default 30 */
  readonly cloudTimeout?: number | undefined;
  /** Host NUMA nodes that the server must span. @default 2 */
  readonly numaNodes?: number | undefined;
  /** Whether the gateways of the bond and of the other networks must answer a ping. @default true */
  readonly pingGateways?: boolean | undefined;
  /**
   * Whether the VNF may share its host with a peer. `"anti-affinity"`: this is a fault. `"soft-anti-affinity"`: a warning.
   * @default "soft-anti-affinity"
   */
  readonly placementPolicy?: PlacementPolicy | undefined;
  /** VNFs that must answer a ping from this VNF. @default none */
  readonly peers?: readonly CpnrVnf[] | undefined;
  /** Name in the DNS queries to the VNF. @default no DNS query */
  readonly dnsName?: string | undefined;
  /**
   * DNS client outside the VNF, which sends its queries over the bond: this machine, or another one over SSH.
   * @default none
   */
  readonly client?: ({ readonly type: "here" } | ({ readonly type: "ssh" } & SshServerArgs)) | undefined;
}

/** Maximum time in s of one failed connection attempt: the command provider's pause between attempts grows to 5 s. */
const DIAL_PAUSE_S = 5;

/** The command that verifies. It uses the package name, because a folder path would be a change in every other clone. */
const VERIFY_COMMAND = `node -e 'require("cpnr/verification")'`;

/**
 * Verifies a VNF and its bond. A remote command waits until the guest answers over SSH, with the known host key, and cloud-init
 * has ended. A local command then runs the checks of `make verify`, and repeats them until they pass or recoveryWait is over.
 * If they do not pass, the deployment fails with one sentence for each fault, and the next `up` verifies again.
 *
 * @example
 * ```ts
 * const proof = new BondVerification("dns-1", { vnf, login: { user: "ops", privateKey }, dnsName: "www.example.test" });
 * export const activeSlave = proof.evidence.apply(({ bond }) => bond?.slaves.find(({ active }) => active)?.name);
 * ```
 */
export class BondVerification extends pulumi.ComponentResource {
  /** The evidence from the guest when the verification passed. */
  readonly evidence: pulumi.Output<Evidence>;
  /** The command that ends when the guest has booted. */
  readonly boot: pulumi.Resource;

  /** @throws {pulumi.RunError} with every fault of the arguments */
  constructor(name: string, args: BondVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:BondVerification", name, {}, opts);
    const { cloud, verification } = settingsOf(name, args);
    this.boot = this.#waitForBoot(name, args, verification);
    const verified = this.#runChecks(name, args, { cloud, verification }, this.boot);
    this.evidence = pulumi.unsecret(verified.stdout).apply(parseEvidence);
    this.registerOutputs({ evidence: this.evidence });
  }

  #waitForBoot(
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
          perDialTimeout: DIAL_PAUSE_S,
          dialErrorLimit: Math.ceil(bootupTime / DIAL_PAUSE_S),
          ...(jumpHost === undefined ? {} : { proxy: { ...jumpHost, privateKey } }),
        },
        create: bootWaitCommand(bootupTime),
        logging: command.remote.Logging.None,
        triggers: [vnf.serverId],
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        customTimeouts: { create: seconds, update: seconds },
        hooks: { onError: [this.#explainUnreachable(name, vnf.plan.name, host)] },
      },
    );
  }

  #runChecks(
    name: string,
    { vnf, peers = [], numaNodes = 2, placementPolicy = DEFAULT_POLICY, login }: BondVerificationArgs,
    settings: Pick<Plan, "cloud" | "verification">,
    booted: pulumi.Resource,
  ): command.local.Command {
    const request = pulumi.all([login.privateKey, vnf.hostKey]).apply(([privateKey, hostKey]) => {
      const verificationRequest: VerificationRequest = {
        vnf: vnf.plan,
        peers: peers.map(({ plan }) => peerOf(plan)),
        numaNodes,
        // Without the default, the request for a VNF of an earlier version is the same, and the VNF is not verified again.
        ...(placementPolicy === DEFAULT_POLICY ? {} : { placementPolicy }),
        ...settings,
        owner: vnf.owner,
        keys: { privateKey, hostKey },
      };
      return JSON.stringify(verificationRequest);
    });
    return new command.local.Command(
      `${name}-checks`,
      {
        create: VERIFY_COMMAND,
        stdin: request,
        logging: command.local.Logging.None,
        triggers: [vnf.serverId, request.apply(digest)],
      },
      { parent: this, dependsOn: booted, deleteBeforeReplace: true },
    );
  }

  /** A hook that logs in one sentence why a guest is unreachable. It does not ask the engine to retry. */
  #explainUnreachable(name: string, vnf: string, address: string): pulumi.ErrorHook {
    return new pulumi.ErrorHook(`${name}-explain`, async ({ errors }) => {
      await pulumi.log.error(unreachableMessage(vnf, address, errors.join("\n")), this);
      return false;
    });
  }
}

/**
 * Converts the arguments to settings of a plan.
 * @throws {pulumi.RunError} with every fault of the arguments
 */
function settingsOf(name: string, args: BondVerificationArgs): Pick<Plan, "cloud" | "verification"> {
  const { login, jumpHost, bootupTime, recoveryWait, pingGateways, dnsName, client, cloudTimeout } = args;
  const { validSections, faults } = examineSections({
    cloud: { timeout: cloudTimeout },
    verification: { user: login.user, jumpHost, bootupTime, recoveryWait, pingGateways, dnsName, client },
  });
  requireNoFaults(`BondVerification "${name}"`, faults, [
    ["verification.user", "login.user"],
    ["verification", ""],
    ["cloud.timeout", "cloudTimeout"],
  ]);
  const { cloud, verification } = validSections;
  return { cloud, verification: { ...verification, user: login.user } };
}

/**
 * The shell command that waits in the guest until cloud-init has ended, at most until the guest has been up for `bootupTime`
 * seconds; the verification then reports what is missing. Prints the result of cloud-init.
 */
function bootWaitCommand(bootupTime: number): string {
  const result = "/run/cloud-init/result.json";
  return `until [ -e ${result} ] || [ "$(cut -d. -f1 /proc/uptime)" -ge ${bootupTime} ]; do sleep 0.5; done; cat ${result} || true`;
}

/** The error message for an unreachable guest. @param text error of the command provider */
export function unreachableMessage(vnf: string, address: string, text: string): string {
  const last = visible(text.trim().split("\n").at(-1) ?? "");
  return `VNF "${vnf}": the guest does not answer over SSH at ${address}; last error: ${last}. Next: openstack console log show ${vnf}.`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
