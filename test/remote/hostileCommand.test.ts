import type { Connection, ServerChannel } from "ssh2";
import { queryDnsFromClient } from "../../remote/dnsClient";
import { collectEvidence } from "../../remote/guest";
import { type RunLimits, SshSession } from "../../remote/ssh";
import type { SshTarget } from "../../remote/sshLogin";
import { expectation } from "../verify/evidence";
import { HostileServers, writeForever, writeSlowly } from "./hostileServers";
import type { Hostility } from "./sshServer";

const LIMITS = { timeoutMs: 500, maximumBytes: 64 * 1024 };
/** A server may send this many bytes more than the limit before its connection ends: the SSH window and the buffers. */
const BUFFERED_BYTES = 16 * 2 ** 20;

const servers = new HostileServers();
afterEach(() => servers.stop());

const run = (target: SshTarget, limits: RunLimits = LIMITS) =>
  SshSession.within(target, (session) => session.run("true", "", limits));
const start = (target: SshTarget, limits: RunLimits = LIMITS) =>
  SshSession.within(target, (session) => session.start("true", limits));

describe("a command on a hostile SSH server", () => {
  it.each<[string, Hostility, string]>([
    ["never opens a channel", { silentAt: "session" }, "the command did not end within 0.5 s"],
    ["never says whether the command runs", { silentAt: "exec" }, "the command did not end within 0.5 s"],
    ["runs the command without an end", { output: () => undefined }, "the command did not end within 0.5 s"],
    [
      "sends the output byte by byte",
      { output: (channel) => writeSlowly(channel, "x") },
      "the command did not end within 0.5 s",
    ],
    [
      "sends an exit code, and never closes the channel",
      { output: (channel) => channel.exit(0) },
      "the command did not end within 0.5 s",
    ],
    [
      "closes the connection instead of opening a channel",
      { closesAt: "session" },
      "the connection was lost",
    ],
    ["closes the connection instead of running the command", { closesAt: "exec" }, "the connection was lost"],
    [
      "closes the connection in the middle of the output",
      {
        output: (channel, connection) => {
          channel.write("half of");
          setTimeout(() => connection.end(), 50);
        },
      },
      "the connection was lost",
    ],
  ])("ends within its limit, with the server's address, if the server %s", async (_, hostility, reason) => {
    const target = await servers.start(hostility);
    await expect(run(target)).rejects.toThrow(`127.0.0.1 port ${target.port}: ${reason}`);
  });

  it.each<[string, (channel: ServerChannel) => { readonly bytes: number }]>([
    ["its output", (channel) => writeForever(channel, "x".repeat(32 * 1024))],
    ["one line of its output", (channel) => writeForever(channel, "x")],
    ["its errors", (channel) => writeForever(channel.stderr, "x\n".repeat(16 * 1024))],
  ])("ends at the limit if %s has no end, and the rest is not read", async (_, write) => {
    let written = { bytes: 0 };
    const target = await servers.start({
      output: (channel) => {
        written = write(channel);
      },
    });
    await expect(run(target, { ...LIMITS, timeoutMs: 60_000 })).rejects.toThrow(
      `127.0.0.1 port ${target.port}: the command printed more than 64 KiB`,
    );
    expect(written.bytes).toBeLessThan(BUFFERED_BYTES);
  });

  it("keeps a character of UTF-8 whose bytes arrive apart", async () => {
    const target = await servers.start({
      output: (channel) => {
        const bytes = Buffer.from("€");
        channel.write(bytes.subarray(0, 1));
        setTimeout(() => {
          channel.write(bytes.subarray(1));
          channel.exit(0);
          channel.end();
        }, 50);
      },
    });
    expect((await run(target, { timeoutMs: 30_000 })).stdout).toBe("€");
  });

  it.each<[string, Hostility, string]>([
    ["never opens a channel", { silentAt: "session" }, "the command did not start within 0.5 s"],
    ["never says whether the command runs", { silentAt: "exec" }, "the command did not start within 0.5 s"],
    ["closes the connection", { closesAt: "exec" }, "the connection was lost"],
  ])("is not waited for at its start if the server %s", async (_, hostility, reason) => {
    const target = await servers.start(hostility);
    await expect(start(target)).rejects.toThrow(`127.0.0.1 port ${target.port}: ${reason}`);
  });

  it.each<[string, Hostility, typeof run | typeof start]>([
    ["that never ends", { output: () => undefined }, run],
    ["that prints without an end", { output: (channel) => writeSlowly(channel, "x") }, run],
    ["that never starts", { silentAt: "exec" }, start],
  ])("%s ends at once when a signal is aborted", async (_, hostility, execute) => {
    const stop = new AbortController();
    const stopped = new Error("stopped by SIGINT");
    setTimeout(() => stop.abort(stopped), 300);
    const limits = { timeoutMs: 60_000, signal: stop.signal };
    await expect(execute(await servers.start(hostility), limits)).rejects.toBe(stopped);
  });
});

describe("the evidence of a hostile guest", () => {
  const endless = (channel: ServerChannel) => {
    writeForever(channel, '{"hostname": "');
  };

  it.each<[string, Hostility, string, RegExp]>([
    ["answers nothing", { silentAt: "exec" }, "evidence", /port \d+: the command did not end within 0\.5 s$/],
    [
      "prints without an end",
      { output: endless },
      "evidence",
      /port \d+: the command printed more than 64 KiB$/,
    ],
    [
      "ends its connection",
      { output: (_: ServerChannel, connection: Connection) => connection.end() },
      "SSH",
      /port \d+: the connection was lost$/,
    ],
    [
      "prints control characters",
      {
        output: (channel: ServerChannel) => {
          channel.write("\x1b[2J");
          channel.stderr.write("no\n\x9bPython");
          channel.exit(1);
          channel.end();
        },
      },
      "evidence",
      /^the output is not evidence: "\\x1b\[2J" \(\\x9bPython\), exit code 1$/,
    ],
  ])("is unknown, with the step and the reason, if the guest %s", async (_, hostility, step, reason) => {
    const target = await servers.start(hostility);
    const limits = hostility.output === endless ? { ...LIMITS, timeoutMs: 60_000 } : LIMITS;
    expect(await collectEvidence(target, expectation, limits)).toEqual({
      unknown: expect.stringMatching(reason),
      step,
    });
  });

  it("is not waited for when a signal is aborted", async () => {
    const stop = new AbortController();
    const stopped = new Error("stopped by SIGINT");
    setTimeout(() => stop.abort(stopped), 300);
    const target = await servers.start({ output: () => undefined });
    await expect(collectEvidence(target, expectation, { signal: stop.signal })).rejects.toBe(stopped);
  });
});

describe("a hostile DNS client", () => {
  const dns = { name: "www.example.test", servers: ["127.0.0.1"] };
  const query = async (hostility: Hostility, limits: RunLimits) => {
    const { host, port = 22, user, hostKey, privateKey } = await servers.start(hostility);
    return queryDnsFromClient({ type: "ssh", host, port, user, hostKey }, privateKey, dns, limits);
  };

  it("gives no result if it never ends, or prints without an end", async () => {
    expect(await query({ silentAt: "exec" }, LIMITS)).toEqual({
      unknown: expect.stringMatching(
        /^the DNS client could not run its queries: 127\.0\.0\.1 port \d+: the command did not end within 0\.5 s$/,
      ),
    });
    const output = (channel: ServerChannel) => {
      writeForever(channel, "[");
    };
    expect(await query({ output }, { ...LIMITS, timeoutMs: 60_000 })).toEqual({
      unknown: expect.stringMatching(/: the command printed more than 64 KiB$/),
    });
  });

  it("is not waited for when a signal is aborted", async () => {
    const stop = new AbortController();
    const stopped = new Error("stopped by SIGINT");
    setTimeout(() => stop.abort(stopped), 300);
    await expect(query({ silentAt: "exec" }, { signal: stop.signal })).rejects.toBe(stopped);
  });
});
