import { brokenRules } from "../../../config/rules";
import { settingsOf } from "../../settings";
import { told } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

const part = (content: string, filename = "login") => ({
  filename,
  contentType: "text/cloud-config",
  content,
});
const add = (content: string) => changed(fullConfig(), ({ day0 }) => day0.extraParts.push(part(content)));

/** As long as a hash of sha512crypt. */
const HASH = `$6$c2VjcmV0$${"c2VjcmV0".repeat(11).slice(0, 86)}`;

describe("names", () => {
  it.each([
    [
      "two servers",
      (raw: Raw) => (raw.vnfs[1].name = "dns-1"),
      'vnfs[1].name "dns-1" is the name of vnfs[0] already: give each VNF its own',
    ],
    [
      "two guests, in whatever case",
      (raw: Raw) => (raw.vnfs[1].hostname = "dns01"),
      'vnfs[1].hostname "dns01" is the host name of vnfs[0] already: give each VNF its own',
    ],
    [
      "two users",
      (raw: Raw) => raw.day0.users.push({ name: "guest" }),
      'day0.users[2].name "guest" is users[1] already: name each user once',
    ],
    [
      "root and a user",
      (raw: Raw) => raw.day0.users.push({ name: "root" }),
      'day0.users[2].name "root" is there already and nobody is to log in as root: make a user with sudo: true',
    ],
    [
      "two extra parts",
      (raw: Raw) => raw.day0.extraParts.push(part("#cloud-config", "motd.yaml")),
      'day0.extraParts[1].filename "motd.yaml" is extraParts[0] already, and cloud-init would write one over the other: rename it',
    ],
  ])("are not those of %s", (_, change, expected) => {
    expect(told(changed(fullConfig(), change))).toEqual([expected]);
  });
});

describe("verification", () => {
  it("logs in as a user that Day0 makes", () => {
    expect(told(changed(fullConfig(), ({ verification }) => (verification.user = "nobody")))).toEqual([
      'verification.user "nobody" is none of cpnr:day0.users: use one of cpnr, guest',
    ]);
  });
});

describe("an extra part", () => {
  it.each(["merge_how: list(replace)", "merge_type: list()", '"merge_how": [{name: list}]'])(
    "does not say how it is merged: %s",
    (line) => {
      expect(told(add(`#cloud-config\n${line}\n`))).toEqual([
        expect.stringMatching(
          /^day0\.extraParts\[1\]\.content sets merge_(how|type), which could drop the program's own/,
        ),
      ]);
    },
  );

  it("begins with its interpreter, if it is a script", () => {
    const script = { filename: "hello.sh", contentType: "text/x-shellscript", content: "echo hello\n" };
    expect(told(changed(fullConfig(), ({ day0 }) => day0.extraParts.push(script)))).toEqual([
      'day0.extraParts[1].content begins with "echo hello", and a script must begin with its interpreter: put #!/bin/sh before it',
    ]);
  });
});

describe("a secret in plain text", () => {
  it.each([
    ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0"],
    ["a private key", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0"],
    ["a password's hash", `users:\n  - hash: ${HASH}`],
    ["a password's hash", `$y$j9T$${"c2VjcmV0".repeat(2)}$${"c2VjcmV0".repeat(5)}`],
    ["a password", "#cloud-config\npassword: c2VjcmV0"],
    ["a password", "users:\n  - passwd: 'c2VjcmV0'"],
    ["a password", 'users: [{name: a, "plain_text_passwd": c2VjcmV0}]'],
  ])("is refused as %s, with its path and the way, and never told: %j", (kind, content) => {
    const [fault, ...more] = told(add(content));
    expect(more).toEqual([]);
    expect(fault).toContain(
      `day0.extraParts[1].content holds what looks like ${kind}, in plain text (not shown): take it out`,
    );
    expect(fault).toContain("pulumi config set --secret");
    expect(fault).not.toContain("c2VjcmV0");
  });

  it("is found wherever a text stands, and no other rule tells it", () => {
    const faults = told(changed(fullConfig(), ({ bond }) => (bond.primary = HASH)));
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual(["bond.primary", "bond.primary"]);
    expect(faults.join()).not.toContain("c2VjcmV0");
  });

  it.each([
    "#cloud-config\nssh_pwauth: false\nchpasswd: {expire: false}",
    "lock_passwd: true",
    "echo 'the password is yours'",
    "join $1$2$3$4$5$6 and $1$HOSTNAME",
  ])("is not %j", (content) => {
    expect(told(add(content))).toEqual([]);
  });
});

describe("brokenRules", () => {
  it("finds nothing in the tracked stacks", () => {
    expect([...brokenRules(settingsOf("lab")), ...brokenRules(settingsOf("prod"))]).toEqual([]);
  });
});
