import { type ChildProcessByStdio, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type CommandOutput, openstack, ROOT, runCommand } from "../../lab/client/commands";
import { type Raw, writeChangedConfig } from "./changedConfig";

interface CommandLine {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A further stack of the project, with a VNF in networks of its own. */
export class OwnStack {
  #folder = "";

  /** @param pair the pair of VLANs that it uses. The lab has gateways for pairs 2 to 4; pair 1 is that of the lab's stack */
  constructor(
    readonly name: string,
    readonly pair: 2 | 3 | 4 = 2,
  ) {}

  /** The gateway of the bond. */
  get gateway(): string {
    return `172.16.${this.pair}.1`;
  }

  get #env(): NodeJS.ProcessEnv {
    return { PULUMI_OPTION_CONFIG_FILE: join(this.#folder, `Pulumi.${this.name}.yaml`) };
  }

  /** Creates the stack and its keys. @param change further changes of its configuration */
  async create(change: (raw: Raw) => void = () => undefined): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), "cpnr-stack-"));
    cpSync(join(ROOT, "Pulumi.yaml"), join(this.#folder, "Pulumi.yaml"));
    await runCommand("pulumi", ["--cwd", this.#folder, "stack", "init", this.name]);
    const management = `10.${10 * this.pair}.0`;
    const service = `172.16.${this.pair}`;
    writeChangedConfig(this.#env.PULUMI_OPTION_CONFIG_FILE as string, (raw) => {
      delete raw.orchestration;
      raw.management = {
        name: `${this.name}-management`,
        subnets: [
          { name: `${this.name}-management-subnet`, cidr: `${management}.0/24`, gateway: `${management}.1` },
        ],
      };
      for (const [index, network] of raw.sriov.entries()) {
        network.name = `${this.name}-sriov-${index + 1}`;
        network.vlan = 100 * this.pair + 1 + index;
        network.subnets = [
          { name: `${network.name}-subnet`, cidr: `${service}.0/24`, gateway: this.gateway },
        ];
      }
      raw.flavor = { ...raw.flavor, name: `${this.name}-flavor`, ram: 4096, vcpus: 2, disk: 20 };
      const [{ orchestration: _, ...vnf }] = raw.vnfs;
      raw.vnfs = [
        {
          ...vnf,
          name: `${this.name}-dns-1`,
          management: [`${management}.11`],
          bond: { ...vnf.bond, addresses: [`${service}.11/24`], gateways: [this.gateway] },
        },
      ];
      change(raw);
    });
    await this.cpnr("keys");
  }

  /** The command line and the environment of a pulumi command for the stack. */
  command(command: string, ...args: readonly string[]): CommandLine {
    const options = ["--stack", this.name, "--non-interactive", "--color", "never"];
    return { argv: ["pulumi", ...command.split(" "), ...options, ...args], env: this.#env };
  }

  /** Runs a pulumi command for the stack. */
  pulumi(command: string, ...args: readonly string[]): Promise<CommandOutput> {
    return run(this.command(command, ...args));
  }

  up(): Promise<CommandOutput> {
    return this.pulumi("up", "--yes", "--skip-preview");
  }

  /** Starts `pulumi up`. Its standard output is a pipe, which has to be read. */
  startUp(): ChildProcessByStdio<null, Readable, null> {
    const { argv, env } = this.command("up", "--yes", "--skip-preview");
    return spawn(argv[0] as string, argv.slice(1), {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  /** The command line and the environment of a subcommand of cpnr for the stack. */
  cpnrCommand(command: string, ...args: readonly string[]): CommandLine {
    return { argv: ["node", "bin/cpnr.js", command, "--stack", this.name, ...args], env: this.#env };
  }

  cpnr(command: string, ...args: readonly string[]): Promise<CommandOutput> {
    return run(this.cpnrCommand(command, ...args));
  }

  /** Destroys and removes the stack. @throws if that fails */
  async remove(): Promise<void> {
    const { code, text } = await this.pulumi("destroy", "--yes", "--skip-preview", "--remove");
    rmSync(this.#folder, { recursive: true });
    if (code !== 0) {
      throw new Error(text);
    }
  }
}

/** Gives a stack of its own several VNFs. */
export function withVnfs(raw: Raw, count: number): void {
  const [first] = raw.vnfs;
  const numbered = (text: string, index: number) => text.replace(/\.11(?=\/|$)/, `.${index + 11}`);
  raw.vnfs = Array.from({ length: count }, (_, index) => ({
    ...first,
    name: first.name.replace(/1$/, String(index + 1)),
    hostname: `${first.name}-${index + 1}`,
    management: first.management.map((address: string) => numbered(address, index)),
    bond: {
      ...first.bond,
      addresses: first.bond.addresses.map((address: string) => numbered(address, index)),
    },
  }));
}

function run({ argv: [command = "", ...args], env }: CommandLine): Promise<CommandOutput> {
  return runCommand(command, args, env);
}

/** Names of a stack's resources of a kind in the cloud, sorted. */
export async function namesOf({ name }: OwnStack, kind: string): Promise<string[]> {
  const all = await openstack<{ Name: string }[]>(kind, "list");
  return all
    .map(({ Name }) => Name)
    .filter((found) => found.startsWith(`${name}-`))
    .sort();
}
