import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { killUp } from "../lab/killedDeployment";
import { OwnStack, withVnfs } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";

/** Number of killed deployments. */
const KILLS = 20;
/** Number of VNFs of each of them. */
const VNFS = 4;
/** Time in s of such a deployment, from its start to its proof. */
const DEPLOYMENT_S = 140;

/** A deployment that is killed: each time the next one ends verified, and destroy leaves nothing. */
export function killedAtEachMoment(): void {
  it(
    "at the creation of each resource, one after the other, is continued to a verified VNF",
    async () => {
      const stack = new OwnStack("each");
      await stack.create();
      try {
        const killedAt = new Set<string>();
        for (;;) {
          const before = killedAt.size;
          const code = await killUp(stack, (up) => nextCreation(up, killedAt));
          if (killedAt.size === before) {
            expect(code).toBe(0);
            break;
          }
        }
        console.log(`killed at the creation of ${killedAt.size} resources:\n${[...killedAt].join("\n")}`);
        expect(killedAt.size).toBeGreaterThanOrEqual(20);
        await expectVerifiedWithoutOrphans(stack);
      } finally {
        await removeWithoutRemains(stack);
      }
    },
    30 * MINUTE,
  );

  it.each(Array.from({ length: KILLS }, (_, index) => index))(
    `at random moment %i is continued to ${VNFS} verified VNFs, and leaves nothing that destroy does not delete`,
    async (index) => {
      const stack = new OwnStack(`random${index}`);
      await stack.create((raw) => withVnfs(raw, VNFS));
      try {
        // One in each twentieth of the time.
        const seconds = ((index + Math.random()) / KILLS) * DEPLOYMENT_S;
        console.log(`killed after ${seconds.toFixed(1)} s`);
        await killUp(stack, () => pause(seconds * 1000));
        await stack.pulumi("cancel", "--yes");
        const { code, text } = await stack.up();
        expect({ code, text }).toMatchObject({ code: 0 });
        await expectVerifiedWithoutOrphans(stack);
      } finally {
        await removeWithoutRemains(stack);
      }
    },
    10 * MINUTE,
  );
}

/** Resolves when `up` begins to create a resource that is not in `killedAt` yet, and adds it. */
async function nextCreation(up: ChildProcess, killedAt: Set<string>): Promise<void> {
  for await (const line of createInterface({ input: up.stdout as NodeJS.ReadableStream })) {
    const [, resource] = /^\s*\+\s+(\S+ \S+) creating/.exec(line) ?? [];
    if (resource !== undefined && !killedAt.has(resource)) {
      killedAt.add(resource);
      return;
    }
  }
  // It ends by itself.
  await once(up, "exit");
}

/** Expects that all VNFs of a stack pass their verification, and that nothing is in the cloud that its state does not know. */
export async function expectVerifiedWithoutOrphans(stack: OwnStack): Promise<void> {
  expect((await stack.cpnr("orphans", "--delete", "all")).text).toContain("has no orphans");
  expect((await stack.cpnr("verify")).code).toBe(0);
}

/** Destroys a stack, and expects that nothing with its mark is left. */
export async function removeWithoutRemains(stack: OwnStack): Promise<void> {
  const { code, text } = await stack.pulumi("destroy", "--yes", "--skip-preview");
  expect({ code, text }).toMatchObject({ code: 0 });
  expect((await stack.cpnr("orphans")).text).toContain("has no orphans");
  await stack.remove();
}
