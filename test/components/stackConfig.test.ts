import * as pulumi from "@pulumi/pulumi";
import { requireKeys, requireSettings } from "../../components/stackConfig";
import { keysFor, rawConfig } from "../settings";

/** The stack's configuration as Pulumi hands it to the program: the lab's, with `changes` and these keys secret. */
function configured(changes: Record<string, unknown>, secrets: readonly string[] = []): pulumi.Config {
  const all = { ...rawConfig("lab"), ...changes };
  const entries = Object.entries(all).map(([key, value]) => [`cpnr:${key}`, JSON.stringify(value)]);
  const secretKeys = secrets.map((key) => `cpnr:${key}`);
  pulumi.runtime.setAllConfig(Object.fromEntries(entries), secretKeys);
  return new pulumi.Config("cpnr");
}

describe("a stack's configuration", () => {
  it("is read whole, with its secrets", () => {
    const config = configured({ keys: keysFor("cpnr-dns-1") }, ["keys"]);
    expect(requireSettings(config).vnfs[0]?.name).toBe("cpnr-dns-1");
    expect(pulumi.Output.isInstance(requireKeys(config))).toBe(true);
  });

  it("has no key that is unknown, and the near one is suggested", () => {
    expect(() => requireSettings(configured({ managment: {} }))).toThrow(/cpnr:managment .*management/);
  });

  it("has no secret in plain text, and no message shows it", () => {
    const config = configured({ keys: keysFor("cpnr-dns-1") });
    expect(() => requireSettings(config)).toThrow(/cpnr:keys is in plain text in the stack's file/);
    expect(() => requireSettings(config)).not.toThrow(/BEGIN OPENSSH/);
  });

  it("has hashes of passwords only for users that Day0 makes", () => {
    const passwordHashes = { stranger: `$6$salt$${"0".repeat(86)}` };
    expect(() => requireSettings(configured({ passwordHashes }, ["passwordHashes"]))).toThrow(
      /cpnr:passwordHashes\.stranger is for none of cpnr:day0\.users/,
    );
  });

  it("has user data that Nova takes", () => {
    const part = {
      filename: "long.sh",
      contentType: "text/x-shellscript",
      content: `#!/bin/sh\n${"x".repeat(60_000)}`,
    };
    const day0 = { ...(rawConfig("lab").day0 as object), extraParts: [part] };
    expect(() => requireSettings(configured({ day0 }))).toThrow(/cpnr:vnfs\[0\] has \d+ bytes of user data/);
  });

  it("is refused without keys, naming the command that makes them", () => {
    expect(() => requireKeys(configured({}))).toThrow("run `make keys STACK=<stack>`");
  });
});
