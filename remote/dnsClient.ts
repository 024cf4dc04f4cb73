import { spawn } from "node:child_process";
import type { Known } from "../openstack/known";
import type { DnsClient } from "../plan/plan";
import { type DnsAnswer, parseDnsAnswers } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { sshServerTarget } from "./guest";
import { guestProgram } from "./guestProgram";
import type { Program } from "./program";
import { SshSession } from "./ssh";

/** Sends DNS queries to a VNF from the configured client. Returns the responses, or the reason why there is no result. */
export async function queryDnsFromClient(
  client: DnsClient | undefined,
  privateKey: string | undefined,
  dns: Expectation["dns"],
): Promise<Known<readonly DnsAnswer[]>> {
  if (client === undefined) {
    return { unknown: "no DNS client is configured (cpnr:verification.client)" };
  }
  if (dns === undefined) {
    return { unknown: "no DNS name to query is configured (cpnr:verification.dnsName)" };
  }
  const program = guestProgram("dns", dns);
  try {
    const output =
      client.type === "here"
        ? await runLocal(program)
        : await SshSession.within(sshServerTarget(client, privateKey as string), async (session) => {
            const { stdout, stderr } = await session.run(program.command, program.input);
            return stdout || stderr;
          });
    return { known: parseDnsAnswers(output) };
  } catch (error) {
    return { unknown: `the DNS client could not run its queries: ${(error as Error).message}` };
  }
}

/** Runs a program on this machine and returns its standard output. */
function runLocal({ command, input }: Program): Promise<string> {
  return new Promise((resolve, reject) => {
    const python = spawn("sh", ["-c", command], { stdio: ["pipe", "pipe", "inherit"] });
    let output = "";
    python.stdout.on("data", (data: Buffer) => {
      output += data;
    });
    python.on("error", reject);
    python.on("close", () => resolve(output));
    python.stdin.on("error", () => undefined);
    python.stdin.end(input);
  });
}
