import { gzipSync } from "node:zlib";
import { type Declared, judge, secret, unknown } from "./judge";
import { server } from "./program";

const PRIVATE_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n";
const HASH = `$6$c2VjcmV0$${"c2VjcmV0".repeat(11).slice(0, 86)}`;
const base64 = (data: string | Buffer) => Buffer.from(data).toString("base64");
const mime = (body: string) =>
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Transfer-Encoding: base64\n\n${base64(body).replace(/(.{76})/g, "$1\n")}\n\n--x--\n`;

const judgeUserData = (userData: unknown, config?: Parameters<typeof judge>[1]) =>
  judge([server("dns-1", [], undefined, { userData })], config);
const cloudConfig = (parts: unknown): Declared => ({
  type: "cloudinit:index/config:Config",
  name: "day0",
  inputs: { parts },
});

describe("User data", () => {
  it("holds no private key", () => {
    const { violations } = judgeUserData(`#cloud-config\nssh_keys:\n  rsa_private: |\n    ${PRIVATE_KEY}`);
    expect(violations).toEqual([
      'no-plain-secret: The server "dns-1" has in userData what looks like a private key in plain text (not shown): pass it as a secret, with pulumi.secret() or pulumi config set --secret.',
    ]);
    expect(violations.join()).not.toContain("b3BlbnNz");
  });

  it.each([
    ["a password", "#cloud-config\npassword: s3cret\n", "a password"],
    ["a user's password", "users:\n  - {name: ops, plain_text_passwd: s3cret}\n", "a password"],
    ["a password hash", `users:\n  - name: ops\n    hash: ${HASH}\n`, "a password hash"],
    ["a private key in base64", base64(PRIVATE_KEY), "a private key"],
    ["a compressed private key in base64", base64(gzipSync(PRIVATE_KEY)), "a private key"],
    ["a private key in a MIME part", mime(PRIVATE_KEY), "a private key"],
    [
      "a file with a private key, in a compressed MIME part",
      base64(gzipSync(mime(`write_files:\n- encoding: b64\n  content: ${base64(PRIVATE_KEY)}\n`))),
      "a private key",
    ],
  ])("holds no %s", (_, userData, kind) => {
    expect(judgeUserData(userData).violations).toEqual([
      expect.stringContaining(`looks like ${kind} in plain text`),
    ]);
  });

  it.each([
    ["is missing", undefined],
    ["is empty", ""],
    ["is a script", "#!/bin/sh\ncat /etc/passwd\nssh-keygen -y\n"],
    ["has a public key and no password", "ssh_authorized_keys: [ssh-ed25519 AAAA]\nlock_passwd: true\n"],
    ["is a secret", secret(PRIVATE_KEY)],
    ["is not text", base64(Buffer.from([0x1f, 0x8b, 0, 1, 2, 3]))],
  ])("is accepted if it %s", (_, userData) => {
    expect(judgeUserData(userData)).toEqual({ violations: [], notChecked: [] });
  });

  it("is not checked if it is unknown", () => {
    expect(judgeUserData(unknown)).toEqual({
      violations: [],
      notChecked: [
        'Not checked by no-plain-secret: server "dns-1", because userData is not known in a preview (an update checks it).',
      ],
    });
  });

  it("is not checked at another level, which does not show secrets", () => {
    const mandatory = { "no-plain-secret": { enforcementLevel: "mandatory" } };
    expect(judgeUserData(secret(PRIVATE_KEY), mandatory)).toEqual({
      violations: [],
      notChecked: [
        'Not checked by no-plain-secret: server "dns-1", because the SDK shows secrets only to a policy with the level remediate.',
      ],
    });
  });
});

describe("A cloud-init document", () => {
  it("holds no private key in any part", () => {
    const parts = [{ content: "#cloud-config" }, { content: PRIVATE_KEY }];
    expect(judge([cloudConfig(parts)]).violations).toEqual([
      expect.stringContaining(
        'The cloud-init document "day0" has in parts[1].content what looks like a private key',
      ),
    ]);
  });

  it.each([
    ["all parts are a secret", secret([{ content: PRIVATE_KEY }])],
    ["a part is a secret", [secret({ content: PRIVATE_KEY })]],
    ["a content is a secret", [{ content: secret(PRIVATE_KEY) }]],
    ["it has no parts", []],
  ])("is accepted if %s", (_, parts) => {
    expect(judge([cloudConfig(parts)])).toEqual({ violations: [], notChecked: [] });
  });

  it.each([
    ["parts are unknown", unknown, "parts"],
    ["the plugin left unknown parts out", undefined, "parts"],
    ["a part is unknown", [unknown], "parts[0].content"],
    ["a content is unknown", [{ content: unknown }], "parts[0].content"],
  ])("is not checked if %s", (_, parts, input) => {
    expect(judge([cloudConfig(parts)])).toEqual({
      violations: [],
      notChecked: [expect.stringContaining(`because ${input} is not known in a preview`)],
    });
  });
});
