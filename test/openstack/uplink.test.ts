import { applyUplinkPropagation, awaitAgent } from "../../openstack/changes";
import { Cloud } from "../../openstack/cloud";
import { isUplinkUpdatable, uplinkStepOf } from "../../openstack/uplink";
import { FakeCloud, type Reply } from "./fakeCloud";

async function withCloud<T>(
  reply: (path: string) => Reply,
  use: (cloud: Cloud, fake: FakeCloud) => Promise<T>,
) {
  const fake = new FakeCloud(reply);
  try {
    return await use(await Cloud.connect(await fake.start()), fake);
  } finally {
    await fake.stop();
  }
}

/** The changes that a step makes on a port. */
function changesOf(isFlagOn: boolean): Promise<unknown> {
  return withCloud(
    () => ({ port: {} }),
    async (cloud, { changes }) => {
      await applyUplinkPropagation(cloud, "p", isFlagOn);
      return changes;
    },
  );
}

/** Removes an option that no port has: Neutron changes nothing, and tells the agent to read the port. */
const extra_dhcp_opts = [{ opt_name: "cpnr-read-the-port-again", opt_value: null }];

describe("applyUplinkPropagation", () => {
  it("sets the flag of a port, and has the agent read the port again", async () => {
    expect(await changesOf(false)).toEqual([
      ["PUT", "network /ports/p", { port: { propagate_uplink_status: true, extra_dhcp_opts } }],
    ]);
  });

  it("does not send the flag to a port that has it, because an older Neutron refuses it", async () => {
    expect(await changesOf(true)).toEqual([["PUT", "network /ports/p", { port: { extra_dhcp_opts } }]]);
  });
});

describe("awaitAgent", () => {
  /** Waits for an agent while Neutron shows these statuses, and the last one from then on. */
  const awaitWith = (...statuses: string[]) =>
    withCloud(
      () => ({ port: { status: statuses.length > 1 ? statuses.shift() : statuses[0] } }),
      (cloud) => awaitAgent(cloud, "p", 7, { beginsMs: 1000 }),
    );

  it("ends when the port is active after the agent has worked on it", async () => {
    expect(await awaitWith("ACTIVE", "BUILD", "BUILD", "ACTIVE")).toBe(true);
  });

  it("ends when the revision shows that the agent has worked on the port between two looks", async () => {
    const ended = await withCloud(
      () => ({ port: { status: "ACTIVE", revision_number: 9 } }),
      (cloud) => awaitAgent(cloud, "p", 7, { beginsMs: 1000 }),
    );
    expect(ended).toBe(true);
  });

  it("does not take a port for applied on which no agent works", async () => {
    expect(await awaitWith("ACTIVE")).toBe(false);
  });
});

describe("isUplinkUpdatable", () => {
  it.each([
    ["has the extension", { extension: { alias: "uplink-status-propagation-updatable" } }, true],
    ["lacks the extension", 404, false],
  ])("tells that Neutron %s", async (_, reply, expected) => {
    const found = await withCloud(
      (path) => (path.startsWith("network /extensions/uplink-status-propagation-updatable") ? reply : {}),
      (cloud) => isUplinkUpdatable(cloud),
    );
    expect(found).toBe(expected);
  });
});

describe("uplinkStepOf", () => {
  const port = (propagatesUplink: boolean | null) => ({ id: "p", propagatesUplink });

  it.each([
    [
      "sets the flag where Neutron can",
      port(false),
      true,
      { portId: "p", isFlagOn: false },
      /was off and is on/,
    ],
    [
      "applies a flag that is on, which can differ from the VF",
      port(true),
      true,
      { portId: "p", isFlagOn: true },
      /^propagate_uplink_status is on\.$/,
    ],
    [
      "applies a flag that is on with an older Neutron too",
      port(true),
      false,
      { portId: "p", isFlagOn: true },
      /^propagate_uplink_status is on\.$/,
    ],
    [
      "asks for a new port where Neutron can't change the flag",
      port(false),
      false,
      undefined,
      /Create a new port \(pulumi up --replace\)/,
    ],
    ["asks for ARP monitoring where Neutron has no flag", port(null), true, undefined, /monitor by ARP/],
    ["asks for an up if there is no port", undefined, true, undefined, /Run pulumi up/],
  ])("%s", (_, given, canSet, apply, result) => {
    expect(uplinkStepOf(given, canSet)).toEqual({
      ...(apply === undefined ? {} : { apply }),
      result: expect.stringMatching(result),
    });
  });
});
