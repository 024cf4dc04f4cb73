import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { cpnr, plugCables, ROOT } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import type { Outcome } from "../../verify/check";

/** Runs `make verify` for the lab's VNF, and checks that the exit code agrees with the results. */
export async function verify(): Promise<Outcome[]> {
  const { code, text } = await cpnr("verify", ["--format", "json"]);
  const outcomes = (JSON.parse(text) as Record<string, Outcome[]>)["cpnr-dns-1"] as Outcome[];
  expect(code).toBe(faultsIn(outcomes).length === 0 ? 0 : 1);
  return outcomes;
}

/** Repeats the verification of the lab's VNF until no check fails. */
export async function waitUntilHealthy(): Promise<void> {
  await waitUntil(verify, (outcomes) => faultsIn(outcomes).length === 0);
}

/** Repeats a verification until exactly these checks fail. */
export async function waitUntilOnlyTheseFail(
  look: () => Promise<readonly Outcome[]>,
  checks: readonly string[],
): Promise<void> {
  const failing = (outcomes: readonly Outcome[]) => faultsIn(outcomes).map(({ check }) => check);
  await waitUntil(look, (outcomes) => isDeepStrictEqual(failing(outcomes), checks));
}

/** Plugs every cable, and waits until the VNF is healthy. */
export async function plugCablesUntilHealthy(): Promise<void> {
  await plugCables();
  await waitUntilHealthy();
}

/** Repeats `look` until its result satisfies `isExpected`. @throws after 300 s, the bootup_time of the Cisco guide */
export async function waitUntil<T>(look: () => Promise<T>, isExpected: (result: T) => boolean): Promise<T> {
  const limit = Date.now() + 300_000;
  let result = await look();
  while (!isExpected(result)) {
    if (Date.now() > limit) {
      throw new Error(`no expected result within 300 s; the last result is ${JSON.stringify(result)}`);
    }
    await pause(1000);
    result = await look();
  }
  return result;
}

/** The SSH error for a guest that hangs. It depends on whether the lab's neighbour table still has the guest's address. */
export const HUNG = /no response within 10 s|no host has this address/;

/** The process of the lab's one guest. */
export function qemuPid(): number {
  const instances = join(ROOT, "lab/run/hosts/compute-1/instances");
  const [pid] = readdirSync(instances).flatMap((name) => {
    try {
      return [Number(readFileSync(join(instances, name, "qemu.pid"), "utf8"))];
    } catch {
      return [];
    }
  });
  return pid as number;
}
