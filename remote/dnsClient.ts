import { spawn } from "node:child_process";
import type { Known } from "../openstack/known";
import type { DnsClient } from "../plan/plan";
import { type DnsAnswer, parseDnsAnswers } from "../verify/evidence";
import type { Expectation } from "../verify/expectation";
import { sshServerTarget } from "./guest";
import { guestProgram } from "./guestProgram";
import type { Program } from "./program";
import { SshSession } from "./ssh";

/** What the configured client is answered by a VNF's DNS service, or why nobody knows. */
export async function askClient(
  client: DnsClient | undefined,
  privateKey: string | undefined,
  dns: Expectation["dns"],
): Promise<Known<readonly DnsAnswer[]>> {
  if (client === undefined) {
    return { unknown: "cpnr:verification.client names nobody who would ask" };
  }
  if (dns === undefined) {
    return { unknown: "cpnr:verification.dnsName names nothing to ask for" };
  }
  const program = guestProgram("dns", dns);
  try {
    const output =
      client.type === "here"
        ? await here(program)
        : await SshSession.within(sshServerTarget(client, privateKey as string), async (session) => {
            const { stdout, stderr } = await session.run(program.command, program.input);
            return stdout || stderr;
          });
    return { known: parseDnsAnswers(output) };
  } catch (error) {
    return { unknown: `the client could not be asked: ${(error as Error).message}` };
  }
}

function here({ command, input }: Program): Promise<string> {
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
