import * as pulumi from "@pulumi/pulumi";
import { Cloud } from "../../openstack/cloud";
import { recordGroupRules } from "../../program/securityGroups";
import { FakeCloud, type Reply } from "../openstack/fakeCloud";

/** Records the rules of group g in a cloud whose Neutron gives this reply. */
async function recordFrom(reply: Reply) {
  const cloud = new FakeCloud(() => reply);
  const credentials = await cloud.start();
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  try {
    const recorded = await recordGroupRules(await Cloud.connect(credentials), ["g"]);
    return { recorded, warnings: warn.mock.calls.map(([message]) => message) };
  } finally {
    warn.mockRestore();
    await cloud.stop();
  }
}

describe("recordGroupRules", () => {
  it("returns the rules of the groups", async () => {
    const group = { id: "g", name: "dns", security_group_rules: [] };
    expect(await recordFrom({ security_groups: [group] })).toEqual({
      recorded: { g: { name: "dns", rules: [] } },
      warnings: [],
    });
  });

  it("warns if the cloud does not show the rules: the deployment need not fail for that", async () => {
    const { recorded, warnings } = await recordFrom(403);
    expect(recorded).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(/^The rules of the security groups are not recorded, .*403/),
    ]);
  });
});
