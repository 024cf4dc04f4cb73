import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { vfControlsOf } from "../../cli/restoration";
import { DnsService, type VnfOutputs } from "../../components/dnsService";
import { OpenstackProvider } from "../../components/openstackProvider";
import { planOf } from "../../config/planOf";
import { checkSettings } from "../../config/settings";
import { type DrillResult, drill } from "../../drill/drill";
import { Journal } from "../../drill/journal";
import type { Way } from "../../drill/measurement";
import { inGuest, labKeys, say } from "../../lab/client/commands";
import { Cloud } from "../../openstack/cloud";
import { hostKeyOf } from "../../plan/keys";
import type { Plan } from "../../plan/plan";
import type { Vnf } from "../../plan/vnf";
import { requestFor, verifyVnf, type Watched } from "../../remote/observation";
import type { Outcome } from "../../verify/check";
import { rawConfig } from "../settings";
import type { Raw } from "./changedConfig";

export interface NeighbourArgs {
  /** Last octet of its addresses; the bond's is a hundred less. */
  readonly octet: number;
  /** Whether its SR-IOV ports propagate the uplink's status. */
  readonly propagate: boolean;
  /** Changes the settings, which are the lab's with all networks adopted. */
  readonly change: (raw: Raw) => void;
}

/** A stack of one VNF beside the lab's own, in its networks. */
export class Neighbour {
  /** Name of the VNF. */
  readonly vnf: string;
  readonly bond: string;
  readonly #management: string;
  #workDir: string | undefined;
  #stack: Stack | undefined;

  constructor(
    private readonly name: string,
    private readonly args: NeighbourArgs,
  ) {
    this.vnf = `cpnr-${name}`;
    this.bond = `172.16.1.${args.octet - 100}`;
    this.#management = `10.10.10.${args.octet}`;
  }

  async up(): Promise<void> {
    const plan = await this.#plan();
    const program = async () => {
      pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
        type === "openstack:networking/port:Port" && props.valueSpecs !== undefined
          ? {
              props: { ...props, valueSpecs: { propagate_uplink_status: String(this.args.propagate) } },
              opts,
            }
          : undefined,
      );
      const providers = [new OpenstackProvider("openstack")];
      return { vnfs: new DnsService(this.name, { plan, owner: this.#owner }, { providers }).vnfs };
    };
    this.#workDir = mkdtempSync(join(tmpdir(), `cpnr-${this.name}-`));
    this.#stack = await LocalWorkspace.createOrSelectStack(
      { stackName: this.name, projectName: "cpnr", program },
      { workDir: this.#workDir, envVars: { PULUMI_OPTION_CONFIG_FILE: "" } },
    );
    await this.#stack.up().catch(async (error: Error) => {
      throw new Error(`${error.message}\n${await lastWords(this.vnf)}`);
    });
  }

  /** Brings it up, which must fail for what is wrong with it, and returns what the deployment says. */
  async refusal(): Promise<string> {
    const said = await this.up().then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (said === undefined) {
      throw new Error(`${this.vnf} came up, though something is wrong with it`);
    }
    return said;
  }

  /** What every check of the VNF finds now. */
  async verified(): Promise<readonly Outcome[]> {
    const stack = await this.#watched();
    const request = requestFor(stack, stack.plan.vnfs[0] as Vnf);
    return (await verifyVnf(stack.cloud, request, 0)).outcomes;
  }

  /** Drills the VNF: so many cuts in one way. */
  async drilled(way: Way, cuts: number): Promise<DrillResult> {
    const stack = await this.#watched();
    const journal = new Journal(join(this.#workDir as string, "drill.json"));
    const stage = { stack, means: vfControlsOf(stack), journal, signal: new AbortController().signal };
    const course = { ways: [way], cuts, progress: () => undefined };
    return drill(stage, stack.plan.vnfs[0] as Vnf, course);
  }

  /** What the stack tells of its VNF. */
  async outputs(): Promise<VnfOutputs> {
    return (await this.#stack?.outputs())?.vnfs?.value[this.vnf] as VnfOutputs;
  }

  /** Runs a shell command in the VNF and returns what it prints. */
  readonly shell = async (command: string): Promise<string> =>
    inGuest(this.#management, hostKeyOf(await labKeys(), "cpnr-dns-1").publicKey, command);

  async remove(): Promise<void> {
    await this.#stack?.destroy();
    await this.#stack?.workspace.removeStack(this.name);
    if (this.#workDir !== undefined) {
      rmSync(this.#workDir, { recursive: true });
    }
  }

  async #watched(): Promise<Watched> {
    const [cloud, plan] = await Promise.all([Cloud.connect(), this.#plan()]);
    return { cloud, plan, owner: this.#owner };
  }

  get #owner(): string {
    return `cpnr/${this.name}`;
  }

  /** Its plan, with the lab's keys. */
  async #plan(): Promise<Plan> {
    const keys = await labKeys();
    const hosts = new Map([[this.vnf, hostKeyOf(keys, "cpnr-dns-1")]]);
    return planOf(checkSettings(this.#config()), { login: keys.login, hosts });
  }

  #config(): Raw {
    const raw = rawConfig("lab") as Raw;
    for (const network of [raw.orchestration, raw.management, ...raw.sriov]) {
      network.adopt = true;
    }
    raw.flavor = { name: "cross-numa-flavor", adopt: true };
    const [vnf] = raw.vnfs;
    vnf.name = this.vnf;
    vnf.hostname = this.vnf;
    vnf.orchestration = [`192.168.100.${this.args.octet}`];
    vnf.management = [this.#management];
    vnf.bond.addresses = [`${this.bond}/24`];
    this.args.change(raw);
    return raw;
  }
}

/** What a server said last, which tells a guest that hangs from one that can't be reached. */
async function lastWords(server: string): Promise<string> {
  const { text } = await say("openstack", ["console", "log", "show", "--lines", "15", server]);
  const { text: load } = await say("cat", ["/proc/loadavg"]);
  return `The console of ${server} ends with:\n${text}\nThe machine's load is ${load}`;
}
