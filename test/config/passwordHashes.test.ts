import { parsePasswordHashes } from "../../config/passwordHashes";

const b64 = (length: number) => "aB3./".repeat(20).slice(0, length);
const hashes = {
  yescrypt: `$y$j9T$${b64(22)}$${b64(43)}`,
  sha512crypt: `$6$rounds=5000$${b64(16)}$${b64(86)}`,
  sha256crypt: `$5$${b64(16)}$${b64(43)}`,
  bcrypt: `$2b$12$${b64(53)}`,
};
const users = [{ name: "cpnr" }];
const faultsOf = (raw: unknown) => parsePasswordHashes(raw, users).faults;

describe("The secret cpnr:passwordHashes", () => {
  it.each(Object.entries(hashes))("accepts a hash of %s", (_, hash) => {
    const { passwordHashes, faults } = parsePasswordHashes({ cpnr: hash }, users);
    expect(passwordHashes.get("cpnr")).toBe(hash);
    expect(faults).toEqual([]);
  });

  it("can be missing, and can have no hash for a user", () => {
    expect(parsePasswordHashes(undefined, users).passwordHashes.get("cpnr")).toBeUndefined();
    const { passwordHashes } = parsePasswordHashes({ cpnr: hashes.bcrypt }, users);
    expect(passwordHashes.get("constructor")).toBeUndefined();
    expect(faultsOf(undefined)).toEqual([]);
  });

  it.each([
    ["a plain password", "hunter2"],
    ["a truncated hash", hashes.sha512crypt.slice(0, -1)],
    ["a DES hash", "ab12/7hXhunter2"],
    ["a hash that is followed by another line", `${hashes.bcrypt}\nroot:hunter2`],
    ["a number", 12_345],
  ])("rejects %s, and does not show the value", (_, value) => {
    const [fault, ...more] = faultsOf({ cpnr: value });
    expect(more).toEqual([]);
    expect(fault).toMatchObject({
      path: "passwordHashes.cpnr",
      rule: "password-hash",
      sentence: expect.stringMatching(
        /^is not a crypt\(5\) hash that starts with \$y\$, \$6\$, \$5\$ or \$2b\$ \(not shown\): set/,
      ),
    });
    expect(fault?.sentence).not.toContain(String(value));
    expect(parsePasswordHashes({ cpnr: value }, users).passwordHashes.get("cpnr")).toBeUndefined();
  });

  it("is rejected if it is not an object", () => {
    expect(faultsOf("hunter2")).toMatchObject([
      {
        path: "passwordHashes",
        sentence: expect.stringContaining("must be an object that has a password hash for each user name"),
      },
    ]);
  });

  it("rejects a hash for a user that Day0 does not create", () => {
    expect(faultsOf({ cpnr: hashes.bcrypt, admin: hashes.bcrypt })).toEqual([
      {
        path: "passwordHashes.admin",
        rule: "password-hash",
        sentence: expect.stringContaining("is for none of cpnr:day0.users (cpnr)"),
      },
    ]);
  });
});
