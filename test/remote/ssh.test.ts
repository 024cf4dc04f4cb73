import { SshSession } from "../../remote/ssh";
import { SshError, type SshTarget } from "../../remote/sshLogin";
import { loginKey, SshServer } from "./sshServer";

const key = loginKey();

describe("an SSH session", () => {
  const servers: SshServer[] = [];

  async function started(
    run: ConstructorParameters<typeof SshServer>[1] = () => ({ stdout: "", code: 0 }),
    allowed = key.publicKey,
  ): Promise<SshTarget> {
    const server = new SshServer(allowed, run);
    servers.push(server);
    const port = await server.start();
    return { host: "127.0.0.1", port, user: "cpnr", privateKey: key.privateKey, hostKey: server.hostKey };
  }

  const failure = (target: SshTarget): Promise<SshError> =>
    SshSession.open(target).then(
      (session) => {
        session.close();
        throw new Error("the login succeeded");
      },
      (error: SshError) => error,
    );

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.stop();
    }
  });

  it("runs a command with its standard input, and returns its output and exit code", async () => {
    const target = await started((command, stdin) => ({ stdout: `${command} got ${stdin}`, code: 3 }));
    const result = await SshSession.within(target, (session) => session.run("cat", "words"));
    expect(result).toMatchObject({ code: 3, stdout: "cat got words", stderr: "" });
  });

  it("rejects a server with another host key, and sends it nothing", async () => {
    let isCommandRun = false;
    const target = await started(() => {
      isCommandRun = true;
      return { stdout: "", code: 0 };
    });
    const error = await failure({ ...target, hostKey: loginKey().publicKey });
    expect(error).toBeInstanceOf(SshError);
    expect(error.step).toBe("host key");
    expect(error.message).toMatch(/another host key \(SHA256:\S{43}, expected SHA256:\S{43}\)$/);
    expect(isCommandRun).toBe(false);
  });

  it("says whether the login key or the connection is refused", async () => {
    const target = await started(undefined, loginKey().publicKey);
    expect(await failure(target)).toMatchObject({
      message: `127.0.0.1 port ${target.port}: the login key is refused`,
      step: "login",
    });
    servers.pop()?.stop();
    expect(await failure(target)).toMatchObject({
      message: `127.0.0.1 port ${target.port}: the connection is refused`,
      step: "SSH",
    });
  });

  it("says that there is no route to an address", async () => {
    const target = await started();
    // TCP has no broadcast: the kernel refuses it without a packet.
    expect(await failure({ ...target, host: "127.255.255.255", port: 22 })).toMatchObject({
      message: "127.255.255.255 port 22: no route to this address from this machine (ENETUNREACH)",
      step: "SSH",
    });
  });

  it("connects through a jump host, and checks its host key too", async () => {
    const inner = await started(() => ({ stdout: "inside", code: 0 }));
    const jump = await started();
    const result = await SshSession.within({ ...inner, jumpHost: jump }, (session) =>
      session.run("hostname"),
    );
    expect(result.stdout).toBe("inside");
    const error = await failure({ ...inner, jumpHost: { ...jump, hostKey: loginKey().publicKey } });
    expect(error.step).toBe("host key");
  });

  it("rejects a command that does not end before the timeout, or whose connection is lost", async () => {
    const target = await started(() => undefined);
    const [server] = servers;
    await expect(
      SshSession.within(target, (session) => session.run("sleep", "", { timeoutMs: 300 })),
    ).rejects.toThrow("the command did not end within 0.3 s");
    await expect(
      SshSession.within(target, async (session) => {
        const running = session.run("sleep");
        setTimeout(() => server?.stop(), 200);
        return running;
      }),
    ).rejects.toThrow("the connection was lost");
  });
});
