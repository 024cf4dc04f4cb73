import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { DnsService, type VnfOutputs } from "../../components/dnsService";
import { OpenstackProvider } from "../../components/openstackProvider";
import { planOf } from "../../config/planOf";
import { checkSettings } from "../../config/settings";
import { type DrillResult, drill } from "../../drill/drill";
import { Keeper } from "../../drill/keeper";
import type { Way } from "../../drill/measurement";
import { vfControlsOf } from "../../drill/ways";
import { labKeys, runCommand, runInGuest } from "../../lab/client/commands";
import { Cloud } from "../../openstack/cloud";
import { hostKeyOf } from "../../plan/keys";
import type { Plan } from "../../plan/plan";
import type { Vnf } from "../../plan/vnf";
import { type ConnectedStack, requestFor, verifyVnf } from "../../remote/observation";
import type { Outcome } from "../../verify/check";
import { rawConfig } from "../settings";
import type { Raw } from "./changedConfig";

export interface NeighbourArgs {
  /** Last octet of its addresses; that of the bond is 100 less. */
  readonly octet: number;
  /** Whether its SR-IOV ports propagate the uplink's status. */
  readonly propagate: boolean;
  /** Changes the settings. They are the lab's settings with all networks adopted. */
  readonly change: (raw: Raw) => void;
}

/** A second stack with one VNF in the networks of the lab's stack. */
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
        type === "openstack:networking/port:Port" && props.binding?.vnicType === "direct"
          ? {
              props: {
                ...props,
                valueSpecs: { ...props.valueSpecs, propagate_uplink_status: String(this.args.propagate) },
              },
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
      throw new Error(`${error.message}\n${await consoleAndLoad(this.vnf)}`);
    });
  }

  /** Deploys the stack, which must fail, and returns the error. */
  async failedDeployment(): Promise<string> {
    const message = await this.up().then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (message === undefined) {
      throw new Error(`${this.vnf} was deployed, although it has a fault`);
    }
    return message;
  }

  /** Verifies the VNF once. */
  async verify(): Promise<readonly Outcome[]> {
    const stack = await this.#connect();
    const request = requestFor(stack, stack.plan.vnfs[0] as Vnf);
    return (await verifyVnf(stack.cloud, request, { settleMs: 0 })).outcomes;
  }

  /** Drills the VNF with a number of cuts in one way. */
  async drill(way: Way, cuts: number): Promise<DrillResult> {
    const stack = await this.#connect();
    const file = (name: string) => join(this.#workDir as string, name);
    const files = { journal: file("drill.json"), log: file("keeper.log") };
    const keeper = await Keeper.start({ ...vfControlsOf(stack.plan), ...files });
    const options = { ways: [way], cuts, logProgress: () => undefined };
    try {
      return await drill(
        { stack, keeper, signal: new AbortController().signal },
        stack.plan.vnfs[0] as Vnf,
        options,
      );
    } finally {
      keeper.close();
    }
  }

  /** The outputs of the stack for its VNF. */
  async outputs(): Promise<VnfOutputs> {
    return (await this.#stack?.outputs())?.vnfs?.value[this.vnf] as VnfOutputs;
  }

  /** Runs a shell command in the VNF and returns its output. */
  readonly shell = async (command: string): Promise<string> =>
    runInGuest(this.#management, hostKeyOf(await labKeys(), "cpnr-dns-1").publicKey, command);

  async remove(): Promise<void> {
    await this.#stack?.destroy();
    await this.#stack?.workspace.removeStack(this.name);
    if (this.#workDir !== undefined) {
      rmSync(this.#workDir, { recursive: true });
    }
  }

  async #connect(): Promise<ConnectedStack> {
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

/** The last lines of a server's console, which show whether the guest hangs or is unreachable, and the machine's load. */
async function consoleAndLoad(server: string): Promise<string> {
  const { text } = await runCommand("openstack", ["console", "log", "show", "--lines", "15", server]);
  const { text: load } = await runCommand("cat", ["/proc/loadavg"]);
  return `The console of ${server} ends with:\n${text}\nThe machine's load is ${load}`;
}
