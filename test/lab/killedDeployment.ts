import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { namesOf, OwnStack } from "./ownStack";
import { MINUTE } from "./stack";

/** Moments in s from the start of `pulumi up` to the server's creation. The long suite has many more. */
const MOMENTS = [2.5, 3.9, 6];

/** A deployment that is killed: the next one continues, and nothing is left that the state does not know. */
export function killedDeployment(): void {
  const stack = new OwnStack("killed");
  beforeAll(() => stack.create(), MINUTE);
  afterAll(() => stack.remove(), 5 * MINUTE);

  it(
    "is continued by the next up to a verified VNF, without a second resource of any kind",
    async () => {
      for (const moment of MOMENTS) {
        await killUp(stack, () => pause(moment * 1000));
      }
      const locked = await stack.up();
      expect(locked.code).not.toBe(0);
      expect(locked.text).toContain("pulumi cancel");
      await stack.pulumi("cancel", "--yes");
      const { code, text } = await stack.up();
      expect(text).not.toContain("error:");
      expect(code).toBe(0);
      expect(await namesOf(stack, "network")).toEqual([
        "killed-management",
        "killed-sriov-1",
        "killed-sriov-2",
      ]);
      expect(await namesOf(stack, "server")).toEqual(["killed-dns-1"]);
      expect((await namesOf(stack, "port")).length).toBe(3);
      expect(await stack.cpnr("orphans", "--delete", "all")).toMatchObject({
        code: 0,
        text: expect.stringContaining("Stack killed has no orphans."),
      });
      expect((await stack.pulumi("up", "--yes", "--expect-no-changes")).text).not.toContain(
        "pending operations",
      );
    },
    8 * MINUTE,
  );

  it(
    "leaves nothing after destroy",
    async () => {
      expect((await stack.pulumi("destroy", "--yes", "--skip-preview")).code).toBe(0);
      expect(await stack.cpnr("orphans")).toMatchObject({ code: 0 });
      for (const kind of ["network", "server", "port", "flavor"]) {
        expect(await namesOf(stack, kind)).toEqual([]);
      }
    },
    4 * MINUTE,
  );
}

/**
 * Starts `pulumi up` and kills it by SIGKILL, as a lost machine does. It leaves the stack locked.
 * @param moment resolves at the moment of the kill
 * @returns the exit code of an `up` that ended before that moment
 */
export async function killUp(
  stack: OwnStack,
  moment: (up: ChildProcess) => Promise<unknown>,
): Promise<number | null> {
  await stack.pulumi("cancel", "--yes");
  const up = stack.startUp();
  up.stdout.resume();
  const ended = once(up, "exit");
  await Promise.race([moment(up), ended]);
  up.kill("SIGKILL");
  await ended;
  return up.exitCode;
}
