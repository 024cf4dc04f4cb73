import { judge, secret, unknown } from "./judge";

const judgeConnection = (connection: unknown, type = "command:remote:Command") =>
  judge([{ type, name: "boot", inputs: { connection } }]);
const pinned = { host: "10.10.10.101", hostKey: "ssh-ed25519 AAAA" };

describe("A remote command", () => {
  it.each(["command:remote:Command", "command:remote:CopyFile", "command:remote:CopyToRemote"])(
    "of the type %s is refused without a host key",
    (type) => {
      expect(judgeConnection({ host: "10.10.10.101" }, type).violations).toEqual([
        'pinned-host-key: The remote command "boot" accepts any host key of its server, so that another host can take its place: set connection.hostKey to the public key of the server.',
      ]);
    },
  );

  it("is refused without a host key of its proxy", () => {
    expect(judgeConnection({ ...pinned, proxy: { host: "jump" } }).violations).toEqual([
      'pinned-host-key: The remote command "boot" accepts any host key of its proxy, so that another host can take its place: set connection.proxy.hostKey to the public key of the proxy.',
    ]);
  });

  it("is refused with an empty host key", () => {
    expect(judgeConnection({ ...pinned, hostKey: "" }).violations).toHaveLength(1);
  });

  it.each([
    ["both host keys", { ...pinned, proxy: pinned }],
    ["a host key that is known later", { ...pinned, hostKey: unknown }],
    ["an IPv6 address", { ...pinned, host: "2001:db8::1" }],
    ["a secret connection", secret(pinned)],
  ])("is accepted with %s", (_, connection) => {
    expect(judgeConnection(connection)).toEqual({ violations: [], notChecked: [] });
  });

  it.each([
    ["connection", unknown, "connection"],
    ["proxy", { ...pinned, proxy: unknown }, "connection.proxy"],
  ])("is not checked if its %s is unknown", (_, connection, path) => {
    expect(judgeConnection(connection)).toEqual({
      violations: [],
      notChecked: [expect.stringContaining(`because ${path} is not known in a preview`)],
    });
  });
});

describe("A local command", () => {
  it("needs no host key", () => {
    expect(judgeConnection(undefined, "command:local:Command").violations).toEqual([]);
  });
});
