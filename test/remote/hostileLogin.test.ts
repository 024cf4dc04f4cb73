import type { Socket } from "node:net";
import { SshSession } from "../../remote/ssh";
import { SshError, type SshTarget } from "../../remote/sshLogin";
import { HostileServers, writeForever, writeSlowly } from "./hostileServers";
import type { Hostility } from "./sshServer";

const IDENTIFICATION = "SSH-2.0-hostile\r\n";

/** Short limits: each step of a login must end within them, whatever the server does. */
const LIMITS = { timeoutMs: 500 };
/** Time in ms for a test's steps on a busy machine. */
const PATIENCE_MS = 10_000;

const servers = new HostileServers();
afterEach(() => servers.stop());

/** Why no login was possible, with the time that it took. */
async function failureOf(target: SshTarget): Promise<SshError> {
  const begun = performance.now();
  const error = await SshSession.open(target, LIMITS).then(
    (session) => {
      session.close();
      throw new Error("the login succeeded");
    },
    (reason: unknown) => reason,
  );
  expect(performance.now() - begun).toBeLessThan(PATIENCE_MS);
  expect(error).toBeInstanceOf(SshError);
  return error as SshError;
}

describe("a login on a hostile SSH server", () => {
  it.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => undefined],
    ["sends its banner byte by byte", (socket) => writeSlowly(socket, "hello\r\n")],
    ["sends a banner without an end", (socket) => writeForever(socket, "hello\r\n")],
    ["sends one line without an end", (socket) => writeForever(socket, "h")],
    ["sends its identification only", (socket) => socket.write(IDENTIFICATION)],
    [
      "sends its key exchange byte by byte",
      (socket) => {
        socket.write(IDENTIFICATION);
        writeSlowly(socket, "\0\0\x07\xff");
      },
    ],
    [
      "sends noise instead of a key exchange",
      (socket) => {
        socket.write(IDENTIFICATION);
        writeForever(socket, "\x1b\xff\0noise");
      },
    ],
    ["closes the connection at once", (socket) => socket.end()],
    ["closes the connection after its identification", (socket) => socket.end(IDENTIFICATION)],
    ["resets the connection", (socket) => socket.resetAndDestroy()],
  ])("fails within its limit, with the server's address, if the server %s", async (_, serve) => {
    const target = await servers.startRaw(serve);
    const { message, step } = await failureOf(target);
    expect(message).toMatch(new RegExp(`^127\\.0\\.0\\.1 port ${target.port}: \\P{Cc}{5,300}$`, "u"));
    expect(step).toBe("SSH");
  });

  it("fails within its limit if the server never answers the login", async () => {
    const target = await servers.start({ silentAt: "login" });
    expect((await failureOf(target)).message).toBe(`127.0.0.1 port ${target.port}: no response within 0.5 s`);
  });

  it("fails if the server closes the connection instead of an answer to the login", async () => {
    const target = await servers.start({ closesAt: "login" });
    expect((await failureOf(target)).message).toMatch(new RegExp(`^127.0.0.1 port ${target.port}: `));
  });
});

describe("a login through a hostile jump host", () => {
  it.each<[string, Hostility, RegExp]>([
    [
      "never answers that it forwards a connection",
      { silentAt: "forward" },
      /: unreachable from the jump host 127\.0\.0\.1 port \d+: no response within 0\.5 s$/,
    ],
    [
      "closes the connection instead of forwarding one",
      { closesAt: "forward" },
      /^127\.0\.0\.1 port \d+: the connection was lost$/,
    ],
    ["never answers the login", { silentAt: "login" }, /: no response within 0\.5 s$/],
  ])("fails within its limit if the jump host %s", async (_, hostility, message) => {
    const target = await servers.start();
    const error = await failureOf({ ...target, jumpHost: await servers.start(hostility) });
    expect(error.message).toMatch(message);
    expect(error.step).toBe("SSH");
  });

  it("fails within its limit if the server behind the jump host says nothing", async () => {
    const target = await servers.startRaw(() => undefined);
    const error = await failureOf({ ...target, jumpHost: await servers.start() });
    expect(error.message).toBe(`127.0.0.1 port ${target.port}: no response within 0.5 s`);
  });

  it("shows the control characters of an error that the jump host sends", () => {
    expect(new SshError("dns: \x1b[31mopen failed\x9b").message).toBe("dns: \\x1b[31mopen failed\\x9b");
  });
});

describe("a signal during a login", () => {
  const stopped = new Error("stopped by SIGINT");

  it.each<[string, () => Promise<SshTarget>]>([
    ["a server that says nothing", () => servers.startRaw(() => undefined)],
    ["a server that never answers the login", () => servers.start({ silentAt: "login" })],
    [
      "a jump host that never forwards",
      async () => ({
        ...(await servers.start()),
        jumpHost: await servers.start({ silentAt: "forward" }),
      }),
    ],
  ])("ends the wait for %s at once", async (_, start) => {
    const target = await start();
    const stop = new AbortController();
    const login = SshSession.open(target, { timeoutMs: 10 * PATIENCE_MS, signal: stop.signal });
    setTimeout(() => stop.abort(stopped), 200);
    await expect(login).rejects.toBe(stopped);
    await expect(SshSession.open(target, { signal: stop.signal })).rejects.toBe(stopped);
  });
});
