import * as pulumi from "@pulumi/pulumi";
import { requirePlan } from "../../program/plan";
import { newKeyPair, rawConfig } from "../settings";

const KEYS = { login: newKeyPair(), hosts: { "cpnr-dns-1": newKeyPair() } };

/** Reads a configuration as Pulumi hands it to the program: the lab's, with `changes` and these keys secret. */
function planWith(changes: Record<string, unknown>, secrets: readonly string[] = ["keys"]) {
  const all = { ...rawConfig("lab"), keys: KEYS, ...changes };
  const entries = Object.entries(all)
    .map(([key, value]) => [`cpnr:${key}`, JSON.stringify(value)])
    .filter(([, text]) => text !== undefined);
  const secretKeys = secrets.map((key) => `cpnr:${key}`);
  pulumi.runtime.setAllConfig(Object.fromEntries(entries), secretKeys);
  return requirePlan();
}

describe("a stack's configuration", () => {
  it("is read whole, with its secrets", () => {
    const plan = planWith({});
    expect(plan.vnfs[0]?.name).toBe("cpnr-dns-1");
    expect(plan.keys.hosts.get("cpnr-dns-1")).toEqual(KEYS.hosts["cpnr-dns-1"]);
  });

  it("has no key that is unknown, and the near one is suggested", () => {
    expect(() => planWith({ managment: {} })).toThrow(/cpnr:managment .*management/);
  });

  it("has no secret in plain text, and no message shows it", () => {
    expect(() => planWith({}, [])).toThrow(/cpnr:keys is in plain text in the stack's file/);
    expect(() => planWith({}, [])).not.toThrow(/BEGIN OPENSSH/);
  });

  it("has hashes of passwords only for users that Day0 makes", () => {
    const passwordHashes = { stranger: `$6$salt$${"0".repeat(86)}` };
    expect(() => planWith({ passwordHashes }, ["keys", "passwordHashes"])).toThrow(
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
    expect(() => planWith({ day0 })).toThrow(/cpnr:vnfs\[0\] has \d+ bytes of user data/);
  });

  it("is refused without keys, naming the command that makes them", () => {
    expect(() => planWith({ keys: undefined }, [])).toThrow("run `make keys STACK=<stack>`");
  });
});
