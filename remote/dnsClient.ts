import type { Known } from "../openstack/known";
import type { DnsClient } from "../plan/plan";
import { visible } from "../report/visible";
import { type DnsAnswer, parseDnsAnswers } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { sshServerTarget } from "./guest";
import { guestProgram } from "./guestProgram";
import { runLocal } from "./localProcess";
import { MAXIMUM_OUTPUT_BYTES, type RunLimits, SshSession } from "./ssh";

/** Maximum time in ms of the queries. All are sent at the same time, and each has 3 s (remote/guest/dns.py). */
const QUERIES_TIMEOUT_MS = 30_000;

/**
 * Sends DNS queries to a VNF from the configured client. Returns the responses, or the reason why there is no result.
 * @param limits limits of the program that sends the queries. @default 30 s, 4 MiB
 * @throws the signal's reason if it is aborted
 */
export async function queryDnsFromClient(
  client: DnsClient | undefined,
  privateKey: string | undefined,
  dns: Expectation["dns"],
  { timeoutMs = QUERIES_TIMEOUT_MS, maximumBytes = MAXIMUM_OUTPUT_BYTES, signal }: RunLimits = {},
): Promise<Known<readonly DnsAnswer[]>> {
  if (client === undefined) {
    return { unknown: "no DNS client is configured (cpnr:verification.client)" };
  }
  if (dns === undefined) {
    return { unknown: "no DNS name to query is configured (cpnr:verification.dnsName)" };
  }
  const program = guestProgram("dns", dns);
  const limits = { timeoutMs, maximumBytes, signal };
  try {
    const output =
      client.type === "here"
        ? await runLocal(program, limits)
        : await SshSession.within(
            sshServerTarget(client, privateKey as string),
            async (session) => {
              const { stdout, stderr } = await session.run(program.command, program.input, limits);
              return stdout || stderr;
            },
            { signal },
          );
    return { known: parseDnsAnswers(output) };
  } catch (error) {
    signal?.throwIfAborted();
    return {
      unknown: visible(`the DNS client could not run its queries: ${(error as Error).message}`),
    };
  }
}
