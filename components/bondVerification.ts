import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { keysOf, loginUserOf } from "../config/keys";
import type { Settings, VnfSettings } from "../config/schema";
import { type Evidence, parseEvidence } from "../verify/evidence";
import { type Expectation, expectationOf } from "../verify/expectation";
import { judgeGuest } from "../verify/judge";
import { faultsIn, sentence } from "../verify/outcome";
import { OUTSIDE_COMMAND, type OutsideRequest } from "../verify/outside";
import { PROBE_COMMAND, probeProgram } from "../verify/probe";

export interface BondVerificationArgs {
  readonly settings: Settings;
  readonly vnf: VnfSettings;
  /** VNFs that stand already: they must answer this one's pings. */
  readonly peers: readonly VnfSettings[];
  /** The stack's keys; a secret. */
  readonly keys: pulumi.Output<unknown>;
  /** The stack that made the VNF, as what it made is marked. */
  readonly owner: string;
  /** A new server is verified anew. */
  readonly serverId: pulumi.Input<string>;
  /** MACs of the bond's members, the primary's first. */
  readonly memberMacs: readonly [pulumi.Input<string>, pulumi.Input<string>];
}

/** Time that one failed attempt to connect takes at most, in s: the command provider's pause grows up to 5 s. */
const DIAL_PAUSE = 5;

/**
 * Proves a VNF's bond: in one SSH session, on a host key known beforehand, and from outside, where the cloud and a client
 * are asked. The deployment fails if either falls short, with a sentence for each fault, and the next `up` asks again. It
 * runs anew exactly when the server or what is asked changes.
 */
export class BondVerification extends pulumi.ComponentResource {
  /** What the guest showed. */
  readonly evidence: pulumi.Output<Evidence>;

  constructor(name: string, args: BondVerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:BondVerification", name, {}, opts);
    const expectation = pulumi
      .all([...args.memberMacs])
      .apply(([first, second]) => expectationOf(args.settings, args.vnf, [first, second], args.peers));
    const probe = this.#inGuest(name, args, expectation);
    this.#outside(name, args, expectation, probe);
    this.evidence = pulumi.unsecret(probe.stdout).apply(parseEvidence);
    this.registerOutputs({ evidence: this.evidence });
  }

  #inGuest(name: string, args: BondVerificationArgs, expectation: pulumi.Output<Expectation>) {
    const { vnf, settings } = args;
    const { verification } = settings;
    const program = expectation.apply((expected) => probeProgram(expected, verification));
    const keys = args.keys.apply((raw) => keysOf(vnf.name, raw));
    const management = vnf.management[0] as string;
    const login = keys.apply((pair) => pair.login.privateKey);
    const { jumpHost } = verification;
    const seconds = verification.bootupTime + verification.recoveryWait + 60;
    return new command.remote.Command(
      `${name}-probe`,
      {
        connection: {
          host: management,
          user: loginUserOf(settings),
          privateKey: login,
          hostKey: keys.apply(({ host }) => host.publicKey),
          perDialTimeout: DIAL_PAUSE,
          dialErrorLimit: Math.ceil(verification.bootupTime / DIAL_PAUSE),
          ...(jumpHost === undefined ? {} : { proxy: { ...jumpHost, privateKey: login } }),
        },
        create: PROBE_COMMAND,
        stdin: program,
        logging: command.remote.Logging.None,
        triggers: [args.serverId, program.apply(digest)],
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        customTimeouts: { create: `${seconds}s`, update: `${seconds}s` },
        hooks: { onError: [this.#explained(name, expectation, management)] },
      },
    );
  }

  #outside(
    name: string,
    { owner, vnf, serverId, settings, keys }: BondVerificationArgs,
    expectation: pulumi.Output<Expectation>,
    probe: pulumi.Resource,
  ): void {
    const { client, recoveryWait } = settings.verification;
    const login =
      client?.type === "ssh" ? keys.apply((raw) => keysOf(vnf.name, raw).login.privateKey) : undefined;
    const request = pulumi.all([expectation, login]).apply(([expected, privateKey]) => {
      const asked: OutsideRequest = { expectation: expected, owner, recoveryWait, client, privateKey };
      return JSON.stringify(asked);
    });
    // The command runs in the program's folder, by default: a folder's path here would be a change in every other clone.
    new command.local.Command(
      `${name}-outside`,
      {
        create: OUTSIDE_COMMAND,
        stdin: request,
        logging: command.local.Logging.None,
        triggers: [serverId, request.apply(digest)],
      },
      { parent: this, dependsOn: probe, deleteBeforeReplace: true },
    );
  }

  /** Says in sentences why a probe failed; never asks the engine to try again. */
  #explained(name: string, expectation: pulumi.Output<Expectation>, management: string): pulumi.ErrorHook {
    return new pulumi.ErrorHook(`${name}-explain`, async ({ errors }) => {
      const expected = await new Promise<Expectation>((resolve) => expectation.apply(resolve));
      for (const text of sentences(errors.join("\n"), expected, management)) {
        await pulumi.log.error(text, this);
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
  const { vnf } = expectation;
  try {
    return faultsIn(judgeGuest(parseEvidence(text), expectation)).map((fault) => sentence(vnf, fault));
  } catch {
    const last = text.trim().split("\n").at(-1) ?? "";
    return [
      `VNF "${vnf}": no evidence could be had over SSH from ${management}; last seen: ${last}. Look at the server's console (openstack console log show ${vnf}).`,
    ];
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
