import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { keysOf } from "../config/keys";
import type { BondSettings, VerificationSettings, VnfSettings } from "../config/schema";
import { type Evidence, parseEvidence } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { judge } from "../verify/judge";
import { PROBE_COMMAND, probeProgram } from "../verify/probe";

export interface BondVerificationArgs {
  readonly vnf: VnfSettings;
  readonly bond: BondSettings;
  readonly verification: VerificationSettings;
  /** User to log in as. */
  readonly user: string;
  /** The stack's keys; a secret. */
  readonly keys: pulumi.Output<unknown>;
  /** A new server is verified anew. */
  readonly serverId: pulumi.Input<string>;
  /** MACs of the bond's members, the primary's first. */
  readonly memberMacs: readonly [pulumi.Input<string>, pulumi.Input<string>];
  /** Names of the members' networks, in the same order, for sentences. */
  readonly memberNetworks: readonly [string, string];
}

/** Time that one failed attempt to connect takes at most, in s: the command provider's pause grows up to 5 s. */
const DIAL_PAUSE = 5;

/**
 * Proves a VNF's bond in one SSH session, on a host key known beforehand. The deployment fails if the evidence falls
 * short, with a sentence for each fault, and the next `up` asks again. It runs anew exactly when the server or what
 * is asked changes.
 */
export class BondVerification extends pulumi.ComponentResource {
  /** What the guest showed. */
  readonly evidence: pulumi.Output<Evidence>;

  constructor(name: string, args: BondVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:BondVerification", name, {}, opts);
    const { vnf, verification } = args;
    const expectation = pulumi.all([...args.memberMacs]).apply(
      ([first, second]): Expectation => ({
        vnf: vnf.name,
        bond: args.bond,
        members: [
          { mac: first, network: args.memberNetworks[0] },
          { mac: second, network: args.memberNetworks[1] },
        ],
        addresses: vnf.bond.addresses,
        gateways: vnf.bond.gateways,
        pingGateways: verification.pingGateways,
      }),
    );
    const program = expectation.apply((expected) => probeProgram(expected, verification));
    const keys = args.keys.apply((raw) => keysOf(vnf.name, raw));
    const management = vnf.management[0] as string;
    const login = keys.apply((pair) => pair.login.privateKey);
    const { jumpHost } = verification;
    const seconds = verification.bootupTime + verification.recoveryWait + 60;
    const probe = new command.remote.Command(
      `${name}-probe`,
      {
        connection: {
          host: management,
          user: args.user,
          privateKey: login,
          hostKey: keys.apply(({ host }) => host.publicKey),
          perDialTimeout: DIAL_PAUSE,
          dialErrorLimit: Math.ceil(verification.bootupTime / DIAL_PAUSE),
          ...(jumpHost === undefined ? {} : { proxy: { ...jumpHost, privateKey: login } }),
        },
        create: PROBE_COMMAND,
        stdin: program,
        logging: command.remote.Logging.None,
        triggers: [args.serverId, program.apply((text) => createHash("sha256").update(text).digest("hex"))],
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        customTimeouts: { create: `${seconds}s`, update: `${seconds}s` },
        hooks: { onError: [this.#explained(name, expectation, management)] },
      },
    );
    this.evidence = pulumi.unsecret(probe.stdout).apply(parseEvidence);
    this.registerOutputs({ evidence: this.evidence });
  }

  /** Says in sentences why a probe failed; never asks the engine to try again. */
  #explained(name: string, expectation: pulumi.Output<Expectation>, management: string): pulumi.ErrorHook {
    return new pulumi.ErrorHook(`${name}-explain`, async ({ errors }) => {
      const expected = await new Promise<Expectation>((resolve) => expectation.apply(resolve));
      for (const sentence of sentences(errors.join("\n"), expected, management)) {
        await pulumi.log.error(sentence, this);
      }
      return false;
    });
  }
}

/**
 * What a failed probe's error means: the faults that its evidence shows, or why there is no evidence.
 * @param text the error as the command provider gives it
 */
export function sentences(text: string, expectation: Expectation, management: string): string[] {
  try {
    return judge(parseEvidence(text), expectation).map((fault) => fault.sentence);
  } catch {
    const last = text.trim().split("\n").at(-1) ?? "";
    return [
      `VNF "${expectation.vnf}": no evidence could be had over SSH from ${management}; last seen: ${last}. Look at the server's console (openstack console log show ${expectation.vnf}).`,
    ];
  }
}
