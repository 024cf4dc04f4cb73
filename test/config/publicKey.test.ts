import { spawnSync } from "node:child_process";
import { authorizedKey, hostKey } from "../../config/schema/publicKey";
import { newKeyPair, publicKeyOf } from "../settings";

/** Whether ssh-keygen reads a key in the text. */
const isReadBySshKeygen = (text: string) =>
  spawnSync("ssh-keygen", ["-l", "-f", "-"], { input: `${text}\n` }).status === 0;

const isAccepted = (text: string) => authorizedKey.safeParse(text).success;

const ED25519 = publicKeyOf("host");
const [TYPE, BASE64] = ED25519.split(" ") as [string, string];
const ECDSA = newKeyPair("ecdsa").publicKey.trim();

describe("A public key in the stack file", () => {
  it.each([
    ["an Ed25519 key", ED25519, true],
    ["an ECDSA key", ECDSA, true],
    ["a key with a comment", `${ED25519} ops@example`, true],
    ["a key after several spaces", `${TYPE}   ${BASE64}`, true],
    ["a key with options", `restrict,from="10.0.0.0/8" ${ED25519} ops`, true],
    ["a key that is cut off", `${TYPE} ${BASE64.slice(0, -8)}`, false],
    ["a key of another type than it says", `ssh-rsa ${BASE64}`, false],
    ["a type without a key", TYPE, false],
    ["a word", "key", false],
    ["an unknown type", `ssh-ed448 ${BASE64}`, false],
    ["a key with a character that is no base64", `${TYPE} ${BASE64.replace("A", "!")}`, false],
  ])("that is %s is accepted as ssh-keygen does", (_, text, expected) => {
    expect([isAccepted(text), isReadBySshKeygen(text)]).toEqual([expected, expected]);
  });

  it("can be a key of a security token, which ssh-keygen can't make here", () => {
    const field = (value: string) =>
      Buffer.concat([Buffer.from([0, 0, 0, value.length]), Buffer.from(value)]);
    const type = "sk-ssh-ed25519@openssh.com";
    const text = `${type} ${Buffer.concat([type, "k".repeat(32), "ssh:"].map(field)).toString("base64")}`;
    expect([isAccepted(text), isReadBySshKeygen(text)]).toEqual([true, true]);
  });
});

describe("A host key in the stack file", () => {
  it.each([
    ["alone", ED25519],
    ["as a line of ssh-keyscan", `10.0.0.1 ${ED25519}`],
    [
      "as a line of known_hosts with a port and a comment",
      `[jump.example]:2222  ${TYPE}  ${BASE64} made by hand`,
    ],
    ["with a hashed host", `|1|c2FsdA==|aGFzaA== ${ED25519}\n`],
  ])("%s is the key", (_, text) => {
    expect(hostKey.parse(text)).toBe(ED25519);
  });

  it.each([
    ["of a certificate authority", `@cert-authority *.example ${ED25519}`],
    ["of which there are two", `${ED25519}\n${ECDSA}`],
    ["that is empty", ""],
    ["that is a comment of ssh-keyscan", "# 10.0.0.1:22 SSH-2.0-OpenSSH_9.2"],
  ])("%s is refused", (_, text) => {
    expect(hostKey.safeParse(text).success).toBe(false);
  });
});
