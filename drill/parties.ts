import { serviceAddresses, type Vnf } from "../plan/vnf";
import type { Conversation } from "../remote/conversation";
import { guestKeysOf, guestTarget, sshServerTarget } from "../remote/guest";
import { guestProgram } from "../remote/guestProgram";
import type { Watched } from "../remote/observation";
import { startHere, startRemote } from "../remote/program";
import { parseStreamEvent, parseWitnessEvent, type StreamEvent, type WitnessEvent } from "./events";

/** Who sees a drill: one in the guest, and a client outside that asks at a steady pace. */
export interface Observers {
  readonly witness: Conversation<WitnessEvent>;
  readonly client: Conversation<StreamEvent>;
}

/** The longest that a program runs by itself, in s: it ends, and restores, even if nobody tells it to. */
export const LIFETIME_S = 180;

/** Time in ms that each has to begin. */
const PATIENCE = 20_000;

/**
 * Lets both begin, runs `use`, and lets both go.
 * @throws if the stack says not who asks, and for what
 */
export async function withObservers<T>(
  stack: Watched,
  vnf: Vnf,
  use: (parties: Observers) => Promise<T>,
): Promise<T> {
  const witness = await startRemote(
    `the witness in ${vnf.name}`,
    guestTarget(vnf, stack.plan.verification, guestKeysOf(stack.plan.keys, vnf)),
    guestProgram("witness", { bond: vnf.bond.name, seconds: LIFETIME_S }, "root"),
    parseWitnessEvent,
  );
  try {
    const client = await clientOf(stack, vnf);
    try {
      await Promise.all([
        witness.until(({ event }) => event === "slaves", { timeLimit: PATIENCE }),
        client.until((told) => "begun" in told, { timeLimit: PATIENCE }),
      ]);
      return await use({ witness, client });
    } finally {
      client.close();
    }
  } finally {
    witness.close();
  }
}

async function clientOf({ plan }: Watched, vnf: Vnf): Promise<Conversation<StreamEvent>> {
  const { client, dnsName } = plan.verification;
  if (client === undefined || dnsName === undefined) {
    throw new Error(
      "a drill needs a client that asks: set cpnr:verification.client and cpnr:verification.dnsName.",
    );
  }
  const server = serviceAddresses(vnf)[0] as string;
  const interval = plan.drill?.queryInterval as number;
  const program = guestProgram("stream", { server, name: dnsName, interval, seconds: LIFETIME_S });
  return client.type === "here"
    ? startHere("the client", program, parseStreamEvent)
    : startRemote(
        "the client",
        sshServerTarget(client, plan.keys.login.privateKey),
        program,
        parseStreamEvent,
      );
}
