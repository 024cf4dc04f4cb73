import { MethodUnavailable, requireChangeable } from "../../drill/cut";
import { Cloud } from "../../openstack/cloud";
import type { PortState } from "../../openstack/vnfState";
import type { Vnf } from "../../plan/vnf";
import { FakeCloud, type Reply } from "../openstack/fakeCloud";
import { planWith, type Raw } from "../preflight/cloud";

const PORTS: Pick<PortState, "id" | "role">[] = [{ id: "p", role: "sriov-1" }];

/** The lab's VNF, whose first VF has an adopted port if it is given. */
function vnfWith(port?: string): Vnf {
  const adopt = ({ vnfs }: Raw) => {
    vnfs[0].adoptPorts = port === undefined ? undefined : { "sriov-1": port };
  };
  return planWith(adopt).vnfs[0] as Vnf;
}

async function changesOf(vnf: Vnf, reply: Reply): Promise<unknown> {
  const fake = new FakeCloud(() => reply);
  try {
    await requireChangeable(await Cloud.connect(await fake.start()), vnf, PORTS, { portId: "p" });
    return fake.changes;
  } finally {
    await fake.stop();
  }
}

describe("A cut by the way port", () => {
  it("first asks Neutron for the right to change an adopted port, and leaves the port up", async () => {
    expect(await changesOf(vnfWith("given"), { port: {} })).toEqual([
      ["PUT", "network /ports/p", { port: { admin_state_up: true } }],
    ]);
  });

  it("is not made if Neutron refuses, because the port could not be restored either", async () => {
    await expect(changesOf(vnfWith("given"), 403)).rejects.toThrow(MethodUnavailable);
  });

  it("needs no question for a port of the stack", async () => {
    expect(await changesOf(vnfWith(), 403)).toEqual([]);
  });
});
