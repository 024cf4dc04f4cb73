import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { encode, type Packet } from "dns-packet";
import { guestProgram } from "../../remote/guestProgram";
import { type DnsAnswer, parseDnsAnswers } from "../../verify/evidence";
import { addressed, DnsServer } from "./dnsServer";

/** Runs the guest program `dns` against a server with these responses. */
async function queryServer(answer: (query: Packet) => Buffer, tcp = true): Promise<DnsAnswer[]> {
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

/** For each transport, whether there was a response, and its detail. */
function byTransport(answers: readonly DnsAnswer[]): Record<string, [boolean, string]> {
  return Object.fromEntries(
    answers.map(({ transport, answered, detail }) => [transport, [answered, detail]]),
  );
}

describe("the guest program dns", () => {
  it("gets a response over UDP, over TCP and with EDNS0, and reports the EDNS0 size", async () => {
    expect(byTransport(await queryServer((query) => addressed(query)))).toEqual({
      UDP: [true, "1 A record"],
      TCP: [true, "1 A record"],
      EDNS0: [true, "1 A record, EDNS0 of 4096 bytes"],
    });
  });

  it("queries the IPv4 address of the name", async () => {
    const names: unknown[] = [];
    await queryServer((query) => {
      names.push(query.questions);
      return addressed(query);
    });
    expect(new Set(names.map((name) => JSON.stringify(name)))).toEqual(
      new Set([JSON.stringify([{ name: "www.example.test", type: "A", class: "IN" }])]),
    );
  });

  it("reports a server without EDNS0", async () => {
    expect(byTransport(await queryServer((query) => addressed(query, false))).EDNS0).toEqual([
      false,
      "1 A record, no EDNS0",
    ]);
  });

  it("reports a server that answers over UDP only", async () => {
    const answers = byTransport(await queryServer((query) => addressed(query), false));
    expect(answers.UDP?.[0]).toBe(true);
    expect(answers.TCP).toEqual([false, expect.stringContaining("refused")]);
  });

  it("reports a refused query, a response to another query, and a packet that is not DNS", async () => {
    const refusal = await queryServer(({ id }) =>
      encode({ type: "response", id: id ?? 0, flags: 5 } as Packet),
    );
    expect(byTransport(refusal).UDP).toEqual([false, "RCODE 5 (REFUSED)"]);
    const other = await queryServer((query) => addressed({ ...query, id: ((query.id ?? 0) + 1) % 65536 }));
    expect(byTransport(other).UDP).toEqual([false, "the response has another ID than the query"]);
    const noise = await queryServer(() => Buffer.from("hello"));
    expect(byTransport(noise).UDP).toEqual([false, "the response of 5 bytes is not a DNS message"]);
    const cut = await queryServer((query) => addressed(query).subarray(0, 20));
    expect(byTransport(cut).EDNS0?.[0]).toBe(false);
  });
});
