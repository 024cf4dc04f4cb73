import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Verification } from "../plan/plan";
import { managementAddress } from "../plan/vnf";
import { type Evidence, parseEvidence } from "../verify/evidence";
import { type Expectation, expectationOf, type MemberMacs, type Verifiable } from "../verify/expectation";
import { judgeGuest } from "../verify/judge";
import { faultsIn, sentence } from "../verify/outcome";
import { OUTSIDE_COMMAND, type OutsideRequest } from "../verify/outside";
import { PROBE_COMMAND, probeProgram } from "../verify/probe";

export interface BondVerificationArgs extends Omit<Verifiable, "verification"> {
  readonly verification: Verification;
  /** OpenSSH private key that opens the guest, the jump host and the client; a secret. */
  readonly loginKey: pulumi.Input<string>;
  /** OpenSSH public host key of the guest. */
  readonly hostKey: pulumi.Input<string>;
  /** The stack that made the VNF, as what it made is marked. */
  readonly owner: string;
  /** A new server is verified anew. */
  readonly serverId: pulumi.Input<string>;
  /** MACs of the bond's members, by their roles. */
  readonly memberMacs: { readonly [Role in keyof MemberMacs]: pulumi.Input<string> };
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
    const expectation = pulumi.output(args.memberMacs).apply((macs) => expectationOf(args, macs));
    const probe = this.#inGuest(name, args, expectation);
    this.#outside(name, args, expectation, probe);
    this.evidence = pulumi.unsecret(probe.stdout).apply(parseEvidence);
    this.registerOutputs({ evidence: this.evidence });
  }

  #inGuest(name: string, args: BondVerificationArgs, expectation: pulumi.Output<Expectation>) {
    const { vnf, verification, loginKey: login, hostKey } = args;
    const program = expectation.apply((expected) => probeProgram(expected, verification));
    const management = managementAddress(vnf);
    const { jumpHost } = verification;
    const seconds = verification.bootupTime + verification.recoveryWait + 60;
    return new command.remote.Command(
      `${name}-probe`,
      {
        connection: {
          host: management,
          user: verification.user,
          privateKey: login,
          hostKey,
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
    { owner, vnf, serverId, verification, loginKey }: BondVerificationArgs,
    expectation: pulumi.Output<Expectation>,
    probe: pulumi.Resource,
  ): void {
    const { client, recoveryWait } = verification;
    const login = client?.type === "ssh" ? loginKey : undefined;
    const request = pulumi.all([expectation, login]).apply(([expected, privateKey]) => {
      const asked: OutsideRequest = { vnf, expectation: expected, owner, recoveryWait, client, privateKey };
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
