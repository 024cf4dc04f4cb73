import { once } from "node:events";
import { existsSync } from "node:fs";
import { journalFile } from "../../cli/stackFolder";
import { runOrThrow } from "../../lab/client/commands";
import { waitUntilHealthy } from "../lab/health";
import { INTERRUPTIONS, interruptDrill } from "../lab/interruptedDrill";
import { MINUTE } from "../lab/stack";
import { endStarted, expectRestored, RESTORE_MS, startDrill, waitUntilRemoved } from "../lab/startedDrill";

/** A drill that is interrupted, or whose cloud goes away, while a VF is removed. */
export function interruptedDrill(): void {
  afterEach(async () => {
    await endStarted();
    await waitUntilHealthy();
  }, 6 * MINUTE);

  it.each(
    ["guest", "port", "cable"].flatMap((way) =>
      INTERRUPTIONS.map((interruption) => [way, interruption] as const),
    ),
  )("by %s restores the VF after %s, at whatever moment", interruptDrill, 2 * MINUTE);

  it(
    "restores the port after Neutron was away, without a person's help",
    async () => {
      const drill = startDrill("port");
      await waitUntilRemoved(drill);
      await runOrThrow("lab/lab", ["service", "stop", "neutron"]);
      try {
        await once(drill.child, "close");
        expect(drill.child.exitCode).toBe(1);
        expect(drill.output()).toMatch(/could not restore port .* goes on for an hour/);
        expect(existsSync(journalFile("lab"))).toBe(true);
      } finally {
        await runOrThrow("lab/lab", ["service", "start", "neutron"]);
      }
      await expectRestored(RESTORE_MS);
    },
    4 * MINUTE,
  );
}
