import { PassThrough } from "node:stream";
import type { ServerChannel } from "ssh2";
import { Conversation, type ConversationLimits } from "../../remote/conversation";
import { startLocal, startRemote } from "../../remote/program";
import { HostileServers, writeForever, writeSlowly } from "./hostileServers";
import { hasEnded } from "./processes";
import type { Hostility } from "./sshServer";

const LIMITS: ConversationLimits = { lineBytes: 1024, events: 100, totalBytes: 64 * 1024 };
const FIRST = { what: "its start", timeoutMs: 60_000 };

const servers = new HostileServers();
afterEach(() => servers.stop());

const NEVER = () => false;
const parseJson = (line: string) => JSON.parse(line) as unknown;

/** A conversation over streams of this test. */
function converse(limits: Partial<ConversationLimits> = LIMITS) {
  const [output, errors, input] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const ended = { close: 0, destroy: 0 };
  const streams = {
    output,
    errors,
    input,
    close: () => {
      ended.close += 1;
    },
    destroy: () => {
      ended.destroy += 1;
    },
  };
  return {
    output,
    errors,
    ended,
    conversation: new Conversation("the witness in dns-1", streams, parseJson, limits),
  };
}

describe("a conversation with a hostile program", () => {
  it.each<[string, (to: ReturnType<typeof converse>) => void, string]>([
    [
      "a line without an end",
      ({ output }) => {
        for (let count = 0; count < 100; count += 1) {
          output.write("1".repeat(100));
        }
      },
      "the witness in dns-1 printed a line of more than 1 KiB",
    ],
    [
      "events without an end",
      ({ output }) => output.write("1\n".repeat(10_000)),
      "the witness in dns-1 reported more than 100 events",
    ],
    [
      "errors without an end",
      ({ errors }) => {
        for (let count = 0; count < 100; count += 1) {
          errors.write("error\n".repeat(1000));
        }
      },
      "the witness in dns-1 printed more than 64 KiB",
    ],
    [
      "control characters that are no event",
      ({ output }) => output.write("\x1b[2J\n"),
      "Unexpected token '\\x1b', \"\\x1b[2J\" is not valid JSON",
    ],
  ])("ends its connection at once after %s, and says why", async (_, write, message) => {
    const hostile = converse();
    const waiting = hostile.conversation.waitFor(NEVER, FIRST);
    write(hostile);
    await expect(waiting).rejects.toThrow(new Error(message));
    expect(() => hostile.conversation.requireOpen()).toThrow(message);
    expect(hostile.ended.destroy).toBe(1);
    expect(hostile.conversation.events.length).toBeLessThanOrEqual(LIMITS.events);
    hostile.output.write("1\n");
    await new Promise(setImmediate);
    expect(hostile.conversation.events.length).toBeLessThanOrEqual(LIMITS.events);
  });

  it("reads a line of 2 MiB that arrives in pieces of a few bytes, in seconds", async () => {
    const { output, conversation } = converse({});
    const waiting = conversation.waitFor(() => true, FIRST);
    const begun = performance.now();
    for (let count = 0; count < 2 ** 18; count += 1) {
      output.write("00000000");
      if (count % 1000 === 0) {
        await new Promise(setImmediate);
      }
    }
    output.write(" \n");
    await expect(waiting).rejects.toThrow("JSON");
    expect(performance.now() - begun).toBeLessThan(30_000);
  });

  it("reports events without control characters", async () => {
    const { output, conversation } = converse();
    output.write(`${JSON.stringify({ event: "active", slave: "ens4\x1b[2J" })}\n`);
    expect(await conversation.waitFor(() => true, FIRST)).toEqual({ event: "active", slave: "ens4\\x1b[2J" });
  });

  it("shows the last line of the errors without control characters, also if it arrives in pieces", async () => {
    const { output, errors, conversation } = converse();
    const waiting = conversation.waitFor(NEVER, FIRST);
    errors.write("sudo: a pass");
    errors.write("word is \x1b[1mrequired\n");
    await new Promise(setImmediate);
    output.destroy();
    await expect(waiting).rejects.toThrow(
      new Error("the witness in dns-1 ended: sudo: a password is \\x1b[1mrequired"),
    );
  });
});

describe("a program on a hostile SSH server", () => {
  const startOn = async (hostility: Hostility, limits = {}) =>
    startRemote(
      "the witness in dns-1",
      await servers.start(hostility),
      { command: "true", input: "" },
      parseJson,
      limits,
    );

  it("ends at the limit of its output, and the rest is not read", async () => {
    let written = { bytes: 0 };
    const output = (channel: ServerChannel) => {
      written = writeForever(channel, "x");
    };
    const conversation = await startOn({ output }, { output: LIMITS });
    await expect(conversation.waitFor(NEVER, FIRST)).rejects.toThrow(
      "the witness in dns-1 printed a line of more than 1 KiB",
    );
    expect(written.bytes).toBeLessThan(16 * 2 ** 20);
  });

  it("is not waited for longer than the timeout if it sends a line byte by byte", async () => {
    const conversation = await startOn({ output: (channel) => writeSlowly(channel, "1") });
    await expect(conversation.waitFor(NEVER, { ...FIRST, timeoutMs: 300 })).rejects.toThrow(
      "the witness in dns-1 did not report its start within 0.3 s",
    );
    conversation.close();
  });

  it("does not start within the limit, or ends at once when a signal is aborted, if the server is silent", async () => {
    await expect(startOn({ silentAt: "exec" }, { timeoutMs: 2000 })).rejects.toThrow(
      /^the witness in dns-1: 127\.0\.0\.1 port \d+: the command did not start within 2 s$/,
    );
    const stop = new AbortController();
    const stopped = new Error("stopped by SIGINT");
    setTimeout(() => stop.abort(stopped), 300);
    await expect(startOn({ silentAt: "exec" }, { signal: stop.signal })).rejects.toBe(stopped);
  });

  it("goes on when the signal of its start is aborted later, because it may have something to restore", async () => {
    const stop = new AbortController();
    const output = (channel: ServerChannel) => {
      setTimeout(() => channel.write("7\n"), 300);
    };
    const conversation = await startOn({ output }, { signal: stop.signal });
    stop.abort(new Error("stopped by SIGINT"));
    expect(await conversation.waitFor((event) => event === 7, FIRST)).toBe(7);
    conversation.close();
  });
});

describe("a hostile program on this machine", () => {
  it("is killed at the limit of its output", async () => {
    const conversation = startLocal("the client", { command: "yes", input: "" }, String, LIMITS);
    await expect(conversation.waitFor(NEVER, FIRST)).rejects.toThrow(
      /^the client (printed more than 64 KiB|reported more than 100 events)$/,
    );
  });

  it("is killed if it goes on after the end of its standard input", async () => {
    const command = "echo $$; while :; do sleep 1; done";
    const conversation = startLocal("the client", { command, input: "" }, Number);
    const pid = await conversation.waitFor(() => true, FIRST);
    conversation.close();
    expect(await hasEnded(pid)).toBe(true);
  });
});
