import { setTimeout as pause } from "node:timers/promises";
import { killUp } from "../lab/killedDeployment";
import { OwnStack } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";

/** Number of killed deployments. */
const KILLS = 20;
/** Time in s of a deployment, from its start to its proof. */
const DEPLOYMENT_S = 70;

/** A deployment that is killed at random moments: each time the next one ends verified. */
export function killedAtRandomMoments(): void {
  it.each(Array.from({ length: KILLS }, (_, index) => index))(
    "number %i is continued to a verified VNF, and leaves nothing that destroy does not delete",
    async (index) => {
      const stack = new OwnStack(`random${index}`);
      await stack.create();
      try {
        // One in each twentieth of the time.
        const seconds = ((index + Math.random()) / KILLS) * DEPLOYMENT_S;
        console.log(`killed after ${seconds.toFixed(1)} s`);
        await killUp(stack, (up) => Promise.race([pause(seconds * 1000), up]));
        await stack.pulumi("cancel", "--yes");
        const { code, text } = await stack.up();
        expect({ code, text }).toMatchObject({ code: 0 });
        expect((await stack.cpnr("orphans", "--delete", "all")).text).toContain("has no orphans");
        expect((await stack.cpnr("verify")).code).toBe(0);
      } finally {
        await stack.remove();
      }
    },
    10 * MINUTE,
  );
}
