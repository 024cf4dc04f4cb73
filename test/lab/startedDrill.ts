import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { journalFile } from "../../cli/stackFolder";
import { ROOT, runOrThrow } from "../../lab/client/commands";
import { Cloud } from "../../openstack/cloud";
import { MINUTE } from "./stack";

/** Maximum time in ms until the keeper has restored a VF. */
export const RESTORE_MS = 60_000;

/** A command that was started. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has printed. */
  readonly output: () => string;
  /** Sends a signal to it and its children, as Ctrl-C at a terminal does. */
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Starts a drill that makes many cuts. @param before a program that runs it */
export function startDrill(way: string, before: readonly string[] = []): Running {
  return start([...before, "node", "bin/cpnr.js", "drill", "--stack", "lab", "--way", way, "--cuts", "50"]);
}

const started = new Set<ChildProcess>();

/** Ends what a failed test has left running, so that the stack is not locked for the tests after it. */
export async function endStarted(): Promise<void> {
  for (const child of started) {
    process.kill(-(child.pid as number), "SIGINT");
    await once(child, "exit");
  }
}

/** Starts a command in the project's root. */
export function start([command = "", ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started.add(child);
  child.once("exit", () => started.delete(child));
  let printed = "";
  for (const output of [child.stdout, child.stderr]) {
    output.on("data", (text: Buffer) => {
      printed += text;
    });
  }
  return {
    child,
    output: () => printed,
    kill: (signal) => process.kill(-(child.pid as number), signal),
  };
}

/** Waits until a drill removes a VF. */
export async function waitUntilRemoved(drill: Running): Promise<void> {
  const deadline = Date.now() + MINUTE;
  while (!existsSync(journalFile("lab"))) {
    if (drill.child.exitCode !== null || Date.now() > deadline) {
      const how = drill.child.exitCode === null ? "is still running" : `ended with ${drill.child.exitCode}`;
      throw new Error(`the drill removed no VF within 60 s and ${how}; it printed: ${drill.output()}`);
    }
    await pause(50);
  }
}

/** Expects that the journal is gone within a time in ms, that every cable is plugged and that every port is up. */
export async function expectRestored(timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (existsSync(journalFile("lab")) && Date.now() < deadline) {
    await pause(100);
  }
  expect(existsSync(journalFile("lab"))).toBe(false);
  expect(await countUnpluggedCables()).toBe(0);
  const cloud = await Cloud.connect();
  expect(await cloud.get("network", "/ports?admin_state_up=false&fields=name")).toEqual({ ports: [] });
}

/** The number of unplugged cables in the lab. */
export async function countUnpluggedCables(): Promise<number> {
  const status = await runOrThrow("lab/lab", ["status"]);
  return status.split("\n").filter((line) => /^\s*cable .* down /.test(line)).length;
}
