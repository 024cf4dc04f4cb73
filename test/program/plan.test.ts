import * as pulumi from "@pulumi/pulumi";
import { requirePlan } from "../../program/plan";
import { newKeyPair, rawConfig } from "../settings";

const KEYS = { login: newKeyPair(), hosts: { "cpnr-dns-1": newKeyPair() } };

/**
 * Reads the lab's configuration with `changes`, as Pulumi passes it to the program. `secrets` are the keys of its secrets.
 */
function planWith(changes: Record<string, unknown>, secrets: readonly string[] = ["keys"]) {
  const all = { ...rawConfig("lab"), keys: KEYS, ...changes };
  const entries = Object.entries(all)
    .map(([key, value]) => [`cpnr:${key}`, JSON.stringify(value)])
    .filter(([, text]) => text !== undefined);
  const secretKeys = secrets.map((key) => `cpnr:${key}`);
  pulumi.runtime.setAllConfig(Object.fromEntries(entries), secretKeys);
  return requirePlan();
}

describe("requirePlan", () => {
  it("reads the configuration with its secrets", () => {
    const plan = planWith({});
    expect(plan.vnfs[0]?.name).toBe("cpnr-dns-1");
    expect(plan.keys.hosts.get("cpnr-dns-1")).toEqual(KEYS.hosts["cpnr-dns-1"]);
  });

  it("rejects an unknown key and suggests the nearest one", () => {
    expect(() => planWith({ managment: {} })).toThrow(/cpnr:managment .*management/);
  });

  it("rejects a secret in plain text, without showing it", () => {
    expect(() => planWith({}, [])).toThrow(/cpnr:keys is in plain text in the stack's file/);
    expect(() => planWith({}, [])).not.toThrow(/BEGIN OPENSSH/);
  });

  it("rejects a password hash for a user that Day0 does not create", () => {
    const passwordHashes = { stranger: `$6$salt$${"0".repeat(86)}` };
    expect(() => planWith({ passwordHashes }, ["keys", "passwordHashes"])).toThrow(
      /cpnr:passwordHashes\.stranger is for none of cpnr:day0\.users/,
    );
  });

  it("rejects user data that is too large for Nova", () => {
    const part = {
      filename: "long.sh",
      contentType: "text/x-shellscript",
      content: `#!/bin/sh\n${"x".repeat(60_000)}`,
    };
    const day0 = { ...(rawConfig("lab").day0 as object), extraParts: [part] };
    expect(() => planWith({ day0 })).toThrow(/cpnr:vnfs\[0\] has \d+ bytes of user data/);
  });

  it("rejects a configuration without keys, and names the command that creates them", () => {
    expect(() => planWith({ keys: undefined }, [])).toThrow("run `make keys STACK=<stack>`");
  });
});
