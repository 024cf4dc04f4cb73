import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readStack } from "../../cli/stack";
import type { Keys } from "../../plan/keys";

const run = promisify(execFile);

export const ROOT = join(__dirname, "../..");

/** Addresses of the lab's VNF: its bond and its management port. */
export const BOND_ADDRESS = "172.16.1.10";
export const MANAGEMENT_ADDRESS = "10.10.10.101";

/** The output and the exit code of a command. */
export interface CommandOutput {
  readonly code: number;
  /** Standard output and standard error. */
  readonly text: string;
}

/** Runs a command in the project's root, with `env` in addition to the lab's environment. Never throws. */
export async function runCommand(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandOutput> {
  try {
    const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const { stdout, stderr } = await run(command, [...args], options);
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: `${stdout}${stderr}` };
  }
}

/** Runs a subcommand of cpnr for a stack, as `npx cpnr` does. */
export function cpnr(
  command: string,
  args: readonly string[] = [],
  { stack = "lab", env }: { stack?: string; env?: NodeJS.ProcessEnv | undefined } = {},
): Promise<CommandOutput> {
  return runCommand("node", ["bin/cpnr.js", command, "--stack", stack, ...args], env);
}

/** Runs `openstack` and returns what it prints as JSON. */
export async function openstack<T = unknown>(...args: string[]): Promise<T> {
  return JSON.parse(await runOrThrow("openstack", [...args, "--format", "json"])) as T;
}

/** Runs `openstack` and ignores its output. @throws if it fails */
export async function runOpenstack(...args: string[]): Promise<void> {
  await runOrThrow("openstack", args);
}

/** Creates a network on a VLAN of a physical network. */
export function createVlanNetwork(physnet: string, vlan: string, name: string): Promise<void> {
  const provider = ["--provider-physical-network", physnet, "--provider-segment", vlan];
  return runOpenstack("network", "create", "--provider-network-type", "vlan", ...provider, name);
}

/** Pulls (`down`) or plugs (`up`) the cable of a physical network. */
export async function setCable(physnet: string, state: "up" | "down"): Promise<void> {
  await runOrThrow("lab/lab", ["link", physnet, state]);
}

/** Plugs every cable. */
export async function plugCables(): Promise<void> {
  await setCable("sriov0", "up");
  await setCable("sriov1", "up");
}

/** Runs a command in the project's root and returns its output. @throws if it fails */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, text } = await runCommand(command, args, env);
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")}: ${text}`);
  }
  return text;
}

let keys: Promise<Keys> | undefined;

/** Reads the keys of the lab's stack, once. */
export function labKeys(): Promise<Keys> {
  keys ??= readStack("lab").then(({ plan }) => plan.keys);
  return keys;
}

/** Runs a shell command in a guest that has this host key, and returns its standard output. */
export async function runInGuest(address: string, hostKey: string, command: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-ssh-"));
  try {
    const { login } = await labKeys();
    writeFileSync(join(folder, "key"), login.privateKey, { mode: 0o600 });
    writeFileSync(join(folder, "known_hosts"), `${address} ${hostKey}\n`);
    const options = [
      ["IdentityFile", join(folder, "key")],
      ["UserKnownHostsFile", join(folder, "known_hosts")],
      ["StrictHostKeyChecking", "yes"],
      ["BatchMode", "yes"],
      ["ConnectTimeout", "20"],
    ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    const { stdout } = await run("ssh", ["-F", "none", ...options, `cpnr@${address}`, command]);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
