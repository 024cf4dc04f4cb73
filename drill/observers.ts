import { serviceAddresses, type Vnf } from "../plan/vnf";
import type { Conversation } from "../remote/conversation";
import { guestTargetIn, sshServerTarget } from "../remote/guest";
import { guestProgram } from "../remote/guestProgram";
import type { ConnectedStack } from "../remote/observation";
import { startLocal, startRemote } from "../remote/program";
import { parseStreamEvent, parseWitnessEvent, type StreamEvent, type WitnessEvent } from "./events";

/** The two programs that observe a drill: a witness in the guest, and a DNS client that sends queries at a steady rate. */
export interface Observers {
  readonly witness: Conversation<WitnessEvent>;
  readonly client: Conversation<StreamEvent>;
}

/**
 * Maximum run time of both programs, in s. Then the witness restores the bond and both end, even if the connection is lost.
 */
export const LIFETIME_S = 180;

/** Maximum time in ms for the start of each program. */
const START_TIMEOUT_MS = 20_000;

/**
 * Starts both programs, calls `use`, and stops both programs.
 * @throws if the stack has no DNS client or no DNS name
 */
export async function withObservers<T>(
  stack: ConnectedStack,
  vnf: Vnf,
  signal: AbortSignal,
  use: (observers: Observers) => Promise<T>,
): Promise<T> {
  const witness = await startRemote(
    `the witness in ${vnf.name}`,
    guestTargetIn(stack.plan, vnf),
    guestProgram("witness", { bond: vnf.bond.name, seconds: LIFETIME_S }, "root"),
    parseWitnessEvent,
    { signal },
  );
  try {
    const client = await startClient(stack, vnf, signal);
    try {
      await Promise.all([
        witness.waitFor(({ event }) => event === "slaves", {
          what: "the bond",
          timeoutMs: START_TIMEOUT_MS,
          signal,
        }),
        client.waitFor((event) => "begun" in event, {
          what: "its start",
          timeoutMs: START_TIMEOUT_MS,
          signal,
        }),
      ]);
      return await use({ witness, client });
    } finally {
      client.close();
    }
  } finally {
    witness.close();
  }
}

/** Starts the DNS client that the stack configures. */
async function startClient(
  { plan }: ConnectedStack,
  vnf: Vnf,
  signal: AbortSignal,
): Promise<Conversation<StreamEvent>> {
  const { client, dnsName } = plan.verification;
  if (client === undefined || dnsName === undefined) {
    throw new Error(
      "a drill needs a DNS client and a DNS name: set cpnr:verification.client and cpnr:verification.dnsName.",
    );
  }
  const server = serviceAddresses(vnf)[0] as string;
  const interval = plan.drill?.queryInterval as number;
  const program = guestProgram("stream", { server, name: dnsName, interval, seconds: LIFETIME_S });
  return client.type === "here"
    ? startLocal("the client", program, parseStreamEvent)
    : startRemote(
        "the client",
        sshServerTarget(client, plan.keys.login.privateKey),
        program,
        parseStreamEvent,
        { signal },
      );
}
