import { spawn } from "node:child_process";
import type { Answer } from "../openstack/answer";
import type { DnsClient } from "../plan/plan";
import { type DnsAnswer, parseDnsAnswers } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { clientProgram, PROBE_COMMAND } from "../verify/probe";
import { sshServerTarget } from "./guest";
import { SshSession } from "./ssh";

/** What the configured client is answered by a VNF's DNS service, or why nobody knows. */
export async function clientAnswer(
  client: DnsClient | undefined,
  privateKey: string | undefined,
  dns: Expectation["dns"],
): Promise<Answer<readonly DnsAnswer[]>> {
  if (client === undefined) {
    return { unseen: "cpnr:verification.client names nobody who would ask" };
  }
  if (dns === undefined) {
    return { unseen: "cpnr:verification.dnsName names nothing to ask for" };
  }
  const program = clientProgram(dns);
  try {
    const output =
      client.type === "here"
        ? await here(program)
        : await SshSession.within(sshServerTarget(client, privateKey as string), async (session) => {
            const { stdout, stderr } = await session.run(PROBE_COMMAND, program);
            return stdout || stderr;
          });
    return { seen: parseDnsAnswers(output) };
  } catch (error) {
    return { unseen: `the client could not be asked: ${(error as Error).message}` };
  }
}

function here(program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const python = spawn("sh", ["-c", PROBE_COMMAND], { stdio: ["pipe", "pipe", "inherit"] });
    let output = "";
    python.stdout.on("data", (data: Buffer) => {
      output += data;
    });
    python.on("error", reject);
    python.on("close", () => resolve(output));
    python.stdin.on("error", () => undefined);
    python.stdin.end(program);
  });
}
