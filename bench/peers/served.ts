import { Resolver } from "node:dns/promises";
import { setTimeout as pause } from "node:timers/promises";
import { NAME } from "../../test/lab/stack";

/** Longest time in ms until a VNF answers. */
const LIMIT_MS = 300_000;

/** Waits until a DNS server answers. @throws if it does not within 300 s */
export async function untilAnswered(address: string): Promise<void> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([address]);
  const deadline = performance.now() + LIMIT_MS;
  while (!(await resolver.resolve4(NAME).catch(() => undefined))) {
    if (performance.now() > deadline) {
      throw new Error(`${address} answered no DNS query for ${LIMIT_MS / 1000} s`);
    }
    await pause(250);
  }
}
