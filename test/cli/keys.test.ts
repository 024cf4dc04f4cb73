import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeyPair } from "../../cli/keys";
import { type KeyPair, keyTypeOf } from "../../plan/keys";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cpnr-keys-test-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs ssh-keygen on a private key. */
function sshKeygen(privateKey: string, ...args: string[]) {
  const file = join(folder, "key");
  writeFileSync(file, privateKey, { mode: 0o600 });
  return spawnSync("ssh-keygen", [...args, "-f", file], { encoding: "utf8" });
}

function expectSameInSshKeygen({ publicKey, privateKey }: KeyPair): void {
  expect(sshKeygen(privateKey, "-y").stdout.trim()).toBe(publicKey);
}

/** The first byte of an Ed25519 public key, which is at the end of the encoded key (RFC 8709). */
function firstByteOf({ publicKey }: KeyPair): number | undefined {
  return Buffer.from(publicKey.split(" ")[1] as string, "base64").at(-32);
}

describe("a generated key pair", () => {
  it("is read by ssh-keygen, which derives the same public key", () => {
    expectSameInSshKeygen(generateKeyPair("cpnr-lab"));
  });

  it("is also valid if it begins with a zero byte, which some encoders drop", () => {
    let pair = generateKeyPair("cpnr-lab");
    while (firstByteOf(pair) !== 0) {
      pair = generateKeyPair("cpnr-lab");
    }
    expectSameInSshKeygen(pair);
  });

  it.each([
    ["ed25519", "ssh-ed25519", /^256 .* cpnr-dns-1 \(ED25519\)$/m],
    ["ecdsa", "ecdsa-sha2-nistp256", /^256 .* cpnr-dns-1 \(ECDSA\)$/m],
    ["rsa", "ssh-rsa", /^3072 .* cpnr-dns-1 \(RSA\)$/m],
  ] as const)("of type %s has the comment, and is read by ssh-keygen", (type, name, described) => {
    const pair = generateKeyPair("cpnr-dns-1", type);
    expect(pair.publicKey).toMatch(new RegExp(`^${name} \\S+ cpnr-dns-1$`));
    expect(sshKeygen(pair.privateKey, "-l").stdout).toMatch(described);
    expectSameInSshKeygen(pair);
    expect(keyTypeOf(pair.publicKey)).toBe(type);
  });

  it("of an unknown type is no host key", () => {
    expect(() => keyTypeOf("sk-ssh-ed25519@openssh.com AAAA")).toThrow(
      "A host key must have type ed25519, ecdsa, rsa, not sk-ssh-ed25519@openssh.com.",
    );
  });
});
