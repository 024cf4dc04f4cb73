import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { runOpenstack, runOrThrow } from "../../lab/client/commands";
import { OwnStack, withVnfs } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";
import { nextServer } from "./interruptions";
import { expectVerifiedWithoutOrphans, removeWithoutRemains } from "./killedDeployment";

/** Time in ms for which a service is away. */
const AWAY_MS = 15_000;

/** Services of the cloud that go away while servers are made, and come back. */
const SERVICES = [
  ...["keystone", "nova-api", "neutron-server", "nova-conductor"],
  ...["nova-compute", "rabbitmq", "mariadb"],
];

/** A cloud that fails in the middle of a deployment of two VNFs. */
export function brokenCloud(): void {
  it.each(SERVICES)(
    "without %s for a while is no reason for more than one further up, after what its error says",
    async (service) => {
      const stack = new OwnStack("broken");
      await stack.create((raw) => withVnfs(raw, 2));
      try {
        const first = await upDuring(stack, async () => {
          await runOrThrow("lab/lab", ["service", "stop", service]);
          await pause(AWAY_MS);
          await runOrThrow("lab/lab", ["service", "start", service]);
        });
        console.log(`${service}: the interrupted up ended with exit code ${first}`);
        await resume(stack);
        await expectVerifiedWithoutOrphans(stack);
      } finally {
        await removeWithoutRemains(stack);
      }
    },
    15 * MINUTE,
  );
}

/** Starts `pulumi up`, acts when it begins to create a server, and waits for its end. Returns its exit code. */
async function upDuring(stack: OwnStack, act: () => Promise<void>): Promise<number | null> {
  const up = stack.startUp();
  const ended = once(up, "exit");
  await nextServer(up.stdout);
  await act();
  await ended;
  return up.exitCode;
}

/** Runs `up` until it succeeds. After an error it does what the error says, which must be enough. */
async function resume(stack: OwnStack): Promise<void> {
  const { code, text } = await stack.up();
  if (code === 0) {
    return;
  }
  const failed = [...text.matchAll(/error: .*delete it \(openstack server delete --wait (\S+)\)/g)];
  expect({ text, failed: failed.length }).not.toMatchObject({ failed: 0 });
  for (const id of new Set(failed.map(([, id = ""]) => id))) {
    await runOpenstack("server", "delete", "--wait", id);
  }
  const next = await stack.pulumi("up", "--yes", "--skip-preview", "--refresh");
  expect(next).toMatchObject({ code: 0 });
}
