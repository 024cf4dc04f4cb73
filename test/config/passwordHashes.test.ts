import { passwordHashFaults, passwordHashOf } from "../../config/passwordHashes";

const b64 = (length: number) => "aB3./".repeat(20).slice(0, length);
const hashes = {
  yescrypt: `$y$j9T$${b64(22)}$${b64(43)}`,
  sha512crypt: `$6$rounds=5000$${b64(16)}$${b64(86)}`,
  sha256crypt: `$5$${b64(16)}$${b64(43)}`,
  bcrypt: `$2b$12$${b64(53)}`,
};
const day0 = { users: [{ name: "cpnr", authorizedKeys: [], sudo: false }] };

describe("the secret cpnr:passwordHashes", () => {
  it.each(Object.entries(hashes))("holds hashes by %s", (_, hash) => {
    expect(passwordHashOf("cpnr", { cpnr: hash })).toBe(hash);
    expect(passwordHashFaults(day0, { cpnr: hash })).toEqual([]);
  });

  it("may be missing, or lack a user", () => {
    expect(passwordHashOf("cpnr", undefined)).toBeUndefined();
    expect(passwordHashOf("constructor", { cpnr: hashes.bcrypt })).toBeUndefined();
    expect(passwordHashFaults(day0, undefined)).toEqual([]);
  });

  it.each([
    ["a plain password", "hunter2"],
    ["a hash cut short", hashes.sha512crypt.slice(0, -1)],
    ["a hash by DES", "ab12/7hXhunter2"],
    ["a hash with a line after it", `${hashes.bcrypt}\nroot:hunter2`],
    ["no text", 12_345],
  ])("holds no %s, and the value is not told", (_, value) => {
    const [fault, ...more] = passwordHashFaults(day0, { cpnr: value });
    expect(more).toEqual([]);
    expect(fault).toMatchObject({
      path: "passwordHashes.cpnr",
      rule: "password-hash",
      sentence: expect.stringMatching(
        /^is no hash of crypt\(5\) beginning with \$y\$, \$6\$, \$5\$ or \$2b\$ \(not shown\): set/,
      ),
    });
    expect(fault?.sentence).not.toContain(String(value));
    expect(() => passwordHashOf("cpnr", { cpnr: value })).toThrow(
      /^cpnr:passwordHashes\.cpnr is no hash of crypt/,
    );
  });

  it("is an object", () => {
    expect(passwordHashFaults(day0, "hunter2")).toMatchObject([
      { path: "passwordHashes", sentence: expect.stringContaining("must hold a hash for each user's name") },
    ]);
  });

  it("holds no hash for a user that Day0 does not make", () => {
    expect(passwordHashFaults(day0, { cpnr: hashes.bcrypt, admin: hashes.bcrypt })).toEqual([
      {
        path: "passwordHashes.admin",
        rule: "password-hash",
        sentence: expect.stringContaining("is for none of cpnr:day0.users (cpnr)"),
      },
    ]);
  });
});
