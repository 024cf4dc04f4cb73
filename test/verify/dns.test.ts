import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { encode, type Packet } from "dns-packet";
import { guestProgram } from "../../remote/guestProgram";
import { type DnsAnswer, parseDnsAnswers } from "../../verify/evidence";
import { addressed, DnsServer } from "./dnsServer";

/** What the program says of a server that answers so. */
async function asked(answer: (query: Packet) => Buffer, tcp = true): Promise<DnsAnswer[]> {
  const server = new DnsServer(answer, tcp);
  await server.start();
  const request = { name: "www.example.test", servers: ["127.0.0.1"], port: server.port };
  const { command, input } = guestProgram("dns", request);
  const python = spawn("sh", ["-c", command], { stdio: ["pipe", "pipe", "inherit"] });
  python.stdin.end(input);
  try {
    return parseDnsAnswers(await text(python.stdout));
  } finally {
    server.stop();
  }
}

/** Of each transport, whether it was answered, and what came. */
function told(answers: readonly DnsAnswer[]): Record<string, [boolean, string]> {
  return Object.fromEntries(
    answers.map(({ transport, answered, detail }) => [transport, [answered, detail]]),
  );
}

describe("the question to a DNS service", () => {
  it("is answered over UDP, over TCP and with EDNS0, whose size it tells", async () => {
    expect(told(await asked((query) => addressed(query)))).toEqual({
      UDP: [true, "an answer"],
      TCP: [true, "an answer"],
      EDNS0: [true, "EDNS0 of 4096 bytes"],
    });
  });

  it("asks for the name's IPv4 address", async () => {
    const names: unknown[] = [];
    await asked((query) => {
      names.push(query.questions);
      return addressed(query);
    });
    expect(new Set(names.map((name) => JSON.stringify(name)))).toEqual(
      new Set([JSON.stringify([{ name: "www.example.test", type: "A", class: "IN" }])]),
    );
  });

  it("tells a server that knows no EDNS0", async () => {
    expect(told(await asked((query) => addressed(query, false))).EDNS0).toEqual([false, "no EDNS0"]);
  });

  it("tells a server that is there over UDP only", async () => {
    const answers = told(await asked((query) => addressed(query), false));
    expect(answers.UDP?.[0]).toBe(true);
    expect(answers.TCP).toEqual([false, expect.stringContaining("refused")]);
  });

  it("tells a refusal, a reply to another question, and what is no DNS at all", async () => {
    const refusal = await asked(({ id }) => encode({ type: "response", id: id ?? 0, flags: 5 } as Packet));
    expect(told(refusal).UDP).toEqual([false, "RCODE 5 and 0 answers"]);
    const other = await asked((query) => addressed({ ...query, id: ((query.id ?? 0) + 1) % 65536 }));
    expect(told(other).UDP).toEqual([false, "something that is no reply to the question"]);
    const noise = await asked(() => Buffer.from("hello"));
    expect(told(noise).UDP).toEqual([false, "a reply of 5 bytes"]);
    const cut = await asked((query) => addressed(query).subarray(0, 20));
    expect(told(cut).EDNS0?.[0]).toBe(false);
  });
});
