import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readStack } from "../../cli/stack";
import type { Keys } from "../../plan/keys";

const run = promisify(execFile);

export const ROOT = join(__dirname, "../..");

/** Addresses of the lab's VNF: of its bond and of its management port. */
export const BOND = "172.16.1.10";
export const MANAGEMENT = "10.10.10.101";

/** What a command said and how it ended; it never throws. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** Runs a command in the project's root, with `env` over the lab's own environment. */
export async function say(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Said> {
  try {
    const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const { stdout, stderr } = await run(command, [...args], options);
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: `${stdout}${stderr}` };
  }
}

/** Runs a command of ours for the lab's stack, as `npx cpnr` does. */
export function cpnr(
  command: string,
  args: readonly string[] = [],
  { stack = "lab", env }: { stack?: string; env?: NodeJS.ProcessEnv | undefined } = {},
): Promise<Said> {
  return say("node", ["bin/cpnr.js", command, "--stack", stack, ...args], env);
}

/** Runs `openstack` and returns what it prints as JSON. */
export async function openstack<T = unknown>(...args: string[]): Promise<T> {
  return JSON.parse(await done("openstack", [...args, "--format", "json"])) as T;
}

/** Runs `openstack` for what it does. */
export async function change(...args: string[]): Promise<void> {
  await done("openstack", args);
}

/** Makes a network that takes a VLAN of a physical network. */
export function vlanOn(physnet: string, vlan: string, name: string): Promise<void> {
  const provider = ["--provider-physical-network", physnet, "--provider-segment", vlan];
  return change("network", "create", "--provider-network-type", "vlan", ...provider, name);
}

/** Pulls a physical network's cable, or puts it back. */
export async function cable(physnet: string, state: "up" | "down"): Promise<void> {
  await done("lab/lab", ["link", physnet, state]);
}

/** Puts every cable back. */
export async function putCablesBack(): Promise<void> {
  await cable("sriov0", "up");
  await cable("sriov1", "up");
}

/** Runs a command in the project's root that must succeed, and returns what it said. */
export async function done(
  command: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, text } = await say(command, args, env);
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")}: ${text}`);
  }
  return text;
}

let keys: Promise<Keys> | undefined;

/** The keys of the lab's stack, which are asked for once. */
export function labKeys(): Promise<Keys> {
  keys ??= readStack("lab").then(({ plan }) => plan.keys);
  return keys;
}

/** Runs a shell command in a guest, on the host key that its Day0 installed, and returns what it prints. */
export async function inGuest(address: string, hostKey: string, command: string): Promise<string> {
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
