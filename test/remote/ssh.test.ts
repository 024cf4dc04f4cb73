import { SshError, SshSession, type SshTarget } from "../../remote/ssh";
import { loginKey, SshServer } from "./sshServer";

const key = loginKey();

describe("a login by SSH", () => {
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
        throw new Error("it was let in");
      },
      (error: SshError) => error,
    );

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.stop();
    }
  });

  it("runs a command with its standard input, and tells what it printed and how it ended", async () => {
    const target = await started((command, stdin) => ({ stdout: `${command} got ${stdin}`, code: 3 }));
    const ended = await SshSession.within(target, (session) => session.run("cat", "words"));
    expect(ended).toMatchObject({ code: 3, stdout: "cat got words", stderr: "" });
  });

  it("is refused to a server with another host key than the one known, which is sent nothing", async () => {
    let asked = false;
    const target = await started(() => {
      asked = true;
      return { stdout: "", code: 0 };
    });
    const error = await failure({ ...target, hostKey: loginKey().publicKey });
    expect(error).toBeInstanceOf(SshError);
    expect(error.step).toBe("host key");
    expect(asked).toBe(false);
  });

  it("says that a login key is refused, or a connection", async () => {
    const stranger = await started(undefined, loginKey().publicKey);
    expect(await failure(stranger)).toMatchObject({
      message: `127.0.0.1 port ${stranger.port}: the login key is refused`,
      step: "login",
    });
    servers.pop()?.stop();
    expect(await failure(stranger)).toMatchObject({
      message: `127.0.0.1 port ${stranger.port}: the connection is refused`,
      step: "SSH",
    });
  });

  it("says that there is no route to an address", async () => {
    const target = await started();
    // TCP has no broadcast: the kernel refuses it without a packet.
    expect(await failure({ ...target, host: "127.255.255.255", port: 22 })).toMatchObject({
      message: "127.255.255.255 port 22: there is no route to it from here (ENETUNREACH)",
      step: "SSH",
    });
  });

  it("goes through a jump host, whose host key is known too", async () => {
    const inner = await started(() => ({ stdout: "inside", code: 0 }));
    const jump = await started();
    const ended = await SshSession.within({ ...inner, through: jump }, (session) => session.run("hostname"));
    expect(ended.stdout).toBe("inside");
    const error = await failure({ ...inner, through: { ...jump, hostKey: loginKey().publicKey } });
    expect(error.step).toBe("host key");
  });

  it("gives a command up that does not end in its time, or whose connection is lost", async () => {
    const target = await started(() => undefined);
    const [server] = servers;
    await expect(SshSession.within(target, (session) => session.run("sleep", "", 300))).rejects.toThrow(
      "there was no end of a command within 0.3 s",
    );
    await expect(
      SshSession.within(target, async (session) => {
        const running = session.run("sleep");
        setTimeout(() => server?.stop(), 200);
        return running;
      }),
    ).rejects.toThrow("the connection was lost");
  });
});
