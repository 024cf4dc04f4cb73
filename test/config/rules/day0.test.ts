import { findRuleFaults } from "../../../config/rules";
import { settingsOf } from "../../settings";
import { partsThatAreDropped, partsThatAreRead } from "../cloudConfigs";
import { faultSentences } from "../faults";
import { changed, fullConfig, type Raw } from "../full";
import { partsThatAppend, partsThatReplace } from "../mergeMethods";

const part = (content: string, filename = "login") => ({
  filename,
  contentType: "text/cloud-config",
  content,
});
const add = (content: string) => changed(fullConfig(), ({ day0 }) => day0.extraParts.push(part(content)));

const MERGE_METHOD = expect.stringMatching(
  /^day0\.extraParts\[1\]\.content sets merge_(how|type), which could remove the program's own/,
);

/** A text in the format of a sha512crypt hash. */
const HASH = `$6$c2VjcmV0$${"c2VjcmV0".repeat(11).slice(0, 86)}`;

describe("A name", () => {
  it.each([
    [
      "two servers",
      (raw: Raw) => (raw.vnfs[1].name = "dns-1"),
      'vnfs[1].name "dns-1" is already the name of vnfs[0]: give each VNF its own name',
    ],
    [
      "two guests, where upper case and lower case make no difference",
      (raw: Raw) => (raw.vnfs[1].hostname = "dns01"),
      'vnfs[1].hostname "dns01" is already the host name of vnfs[0]: give each VNF its own host name',
    ],
    [
      "two users",
      (raw: Raw) => raw.day0.users.push({ name: "guest" }),
      'day0.users[2].name "guest" is already users[1]: use each user name once',
    ],
    [
      "a user and root",
      (raw: Raw) => raw.day0.users.push({ name: "root" }),
      'day0.users[2].name "root" exists already, and nobody can log in as root: use another user, with sudo: true',
    ],
    [
      "two extra parts",
      (raw: Raw) => raw.day0.extraParts.push(part("#cloud-config", "motd.yaml")),
      'day0.extraParts[1].filename "motd.yaml" is already the file name of extraParts[0], and cloud-init would overwrite one part with the other: rename it',
    ],
  ])("is rejected if it is the name of %s", (_, change, expected) => {
    expect(faultSentences(changed(fullConfig(), change))).toEqual([expected]);
  });
});

describe("The verification user", () => {
  it("is rejected if Day0 does not create it", () => {
    expect(
      faultSentences(changed(fullConfig(), ({ verification }) => (verification.user = "nobody"))),
    ).toEqual(['verification.user "nobody" is not in cpnr:day0.users: use one of cpnr, guest']);
  });
});

describe("An extra part", () => {
  it.each(partsThatReplace)("is rejected if it sets its merge method: %j", (content) => {
    expect(faultSentences(add(content))).toEqual([MERGE_METHOD]);
  });

  it.each(partsThatAppend)("is accepted if it only mentions a merge method: %j", (content) => {
    expect(faultSentences(add(content))).toEqual([]);
  });

  it("is rejected if it is a template that mentions a merge method", () => {
    const template = { ...part('{{ "merge_how" }}: list(replace)\n'), contentType: "text/jinja2" };
    expect(faultSentences(changed(fullConfig(), ({ day0 }) => day0.extraParts.push(template)))).toEqual([
      MERGE_METHOD,
    ]);
  });

  it.each(partsThatAreRead)("is accepted if cloud-init reads it: %j", (content) => {
    expect(faultSentences(add(content))).toEqual([]);
  });

  it.each(partsThatAreDropped)("is rejected if cloud-init drops it: %j", (content) => {
    expect(faultSentences(add(content))).toEqual([
      expect.stringMatching(
        /^day0\.extraParts\[1\]\.content can't be read by cloud-init, which would drop the part \(/,
      ),
    ]);
  });

  it("is rejected with the place of its fault, and without its content", () => {
    const [fault] = faultSentences(add("#cloud-config\nsecret:\n\tc2VjcmV0: 1\n"));
    expect(fault).toContain("(line 3, column 1: a tab in the indentation)");
    expect(fault).not.toContain("c2VjcmV0");
  });

  it.each([" ", "\n", "\t", "-", "[", "{", '"', "{,", "password:\n", "a: *a\n", "&a [*a,", "\u0000"])(
    "of 200 kB that consists of %j is examined",
    (unit) => {
      expect(() => faultSentences(add(unit.repeat(200_000 / unit.length)))).not.toThrow();
    },
  );

  it("is rejected if it is a script that does not start with its interpreter", () => {
    const script = { filename: "hello.sh", contentType: "text/x-shellscript", content: "echo hello\n" };
    expect(faultSentences(changed(fullConfig(), ({ day0 }) => day0.extraParts.push(script)))).toEqual([
      'day0.extraParts[1].content starts with "echo hello", but a script must start with its interpreter: add the line #!/bin/sh before it',
    ]);
  });
});

describe("A secret in plain text", () => {
  it.each([
    ["a private key", "key: |\n  -----BEGIN OPENSSH PRIVATE KEY-----\n  c2VjcmV0"],
    ["a private key", "key: |\n  -----BEGIN PRIVATE KEY-----\n  c2VjcmV0"],
    ["a password hash", `users:\n  - hash: ${HASH}`],
    ["a password hash", `hash: $y$j9T$${"c2VjcmV0".repeat(2)}$${"c2VjcmV0".repeat(5)}`],
    ["a password", "#cloud-config\npassword: c2VjcmV0"],
    ["a password", "users:\n  - passwd: 'c2VjcmV0'"],
    ["a password", 'users: [{name: a, "plain_text_passwd": c2VjcmV0}]'],
    ["a password", "#cloud-config\nchpasswd:\n  list: |\n    cpnr:c2VjcmV0\n"],
    ["a password", "#cloud-config\nchpasswd: {list: ['root:c2VjcmV0']}"],
    ["a password", "#cloud-config\nruncmd:\n  - echo 'cpnr:c2VjcmV0' | chpasswd\n"],
    ["a password", "#cloud-config\nruncmd:\n  - echo c2VjcmV0 | sudo passwd --stdin cpnr\n"],
    ["a password", "#cloud-config\nruncmd:\n  - chpasswd <<< cpnr:c2VjcmV0\n"],
  ])(
    "is rejected as %s, with its path and what to do, and without the secret itself: %j",
    (kind, content) => {
      const [fault, ...more] = faultSentences(add(content));
      expect(more).toEqual([]);
      expect(fault).toContain(
        `day0.extraParts[1].content contains what looks like ${kind} in plain text (not shown): remove it`,
      );
      expect(fault).toContain("pulumi config set --secret");
      expect(fault).not.toContain("c2VjcmV0");
    },
  );

  it("is found in every field, and no other rule shows it", () => {
    const faults = faultSentences(changed(fullConfig(), ({ bond }) => (bond.primary = HASH)));
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual(["bond.primary", "bond.primary"]);
    expect(faults.join()).not.toContain("c2VjcmV0");
  });

  it.each([
    "#cloud-config\nssh_pwauth: false\nchpasswd: {expire: false}",
    "lock_passwd: true",
    "#cloud-config\nchpasswd: {list: ['root:RANDOM', 'cpnr:R']}",
    "#cloud-config\nruncmd:\n  - chpasswd </run/hashes\n",
    "#cloud-config\nruncmd: [\"echo 'the password is yours'\"]",
    "#cloud-config\nruncmd: ['join $1$2$3$4$5$6 and $1$HOSTNAME']",
  ])("is not found in %j", (content) => {
    expect(faultSentences(add(content))).toEqual([]);
  });
});

describe("findRuleFaults", () => {
  it("finds no fault in the tracked stacks", () => {
    expect([...findRuleFaults(settingsOf("lab")), ...findRuleFaults(settingsOf("prod"))]).toEqual([]);
  });
});
