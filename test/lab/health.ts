import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { cpnr, putCablesBack, ROOT } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import type { Outcome } from "../../verify/check";

/** What `make verify` finds of the lab's VNF. Its exit code tells whether there is a fault. */
export async function verify(): Promise<Outcome[]> {
  const { code, text } = await cpnr("verify", ["--format", "json"]);
  const outcomes = (JSON.parse(text) as Record<string, Outcome[]>)["cpnr-dns-1"] as Outcome[];
  expect(code).toBe(faultsIn(outcomes).length === 0 ? 0 : 1);
  return outcomes;
}

export async function untilHealthy(): Promise<void> {
  await until(verify, (outcomes) => faultsIn(outcomes).length === 0);
}

/** Looks at a VNF that has just come up until these checks fail, and no others. */
export async function untilOnlyFails(
  look: () => Promise<readonly Outcome[]>,
  checks: readonly string[],
): Promise<void> {
  const failing = (outcomes: readonly Outcome[]) => faultsIn(outcomes).map(({ check }) => check);
  await until(look, (outcomes) => isDeepStrictEqual(failing(outcomes), checks));
}

/** Puts every cable back, and waits until the VNF has taken note. */
export async function mended(): Promise<void> {
  await putCablesBack();
  await untilHealthy();
}

/** Looks until it is as it should be, for the seed's bootup_time at most. */
export async function until<T>(look: () => Promise<T>, right: (seen: T) => boolean): Promise<T> {
  const limit = Date.now() + 300_000;
  let seen = await look();
  while (!right(seen)) {
    if (Date.now() > limit) {
      throw new Error(`it stayed so for 300 s: ${JSON.stringify(seen)}`);
    }
    await pause(1000);
    seen = await look();
  }
  return seen;
}

/** How SSH tells of a guest that hangs: the lab's neighbour table knows its address still, or no longer. */
export const HUNG = /there is no answer within 10 s|nobody has that address/;

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
