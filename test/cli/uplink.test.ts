import { propagateUplinksOf } from "../../cli/uplink";
import { Cloud } from "../../openstack/cloud";
import type { Vnf } from "../../plan/vnf";
import { FakeCloud, type Reply } from "../openstack/fakeCloud";
import { planFrom } from "../settings";

const [vnf] = planFrom("lab").vnfs as [Vnf];
const signal = new AbortController().signal;

/** Runs the step for the lab's VNF whose bond has two ports with these flags. */
async function runWith(flags: readonly [boolean, boolean], canSet: boolean) {
  const ports = flags.map((propagate_uplink_status, index) => ({
    id: `p${index + 1}`,
    name: `${vnf.name}-sriov-${index + 1}`,
    mac_address: "",
    fixed_ips: [],
    status: "ACTIVE",
    device_id: "",
    propagate_uplink_status,
  }));
  const reply = (path: string): Reply => {
    if (path.startsWith("network /ports/")) {
      return { port: { status: statuses.shift() ?? "ACTIVE" } };
    }
    if (path.startsWith("network /ports?")) {
      return { ports };
    }
    return path.startsWith("compute /servers") ? { servers: [] } : 404;
  };
  // After each change, the agent works on the port for a moment.
  const statuses = ["changed", "BUILD", "ACTIVE", "changed", "BUILD"];
  const printed: string[] = [];
  const print = jest.spyOn(console, "log").mockImplementation((line: string) => printed.push(line));
  const fake = new FakeCloud(reply);
  try {
    const cloud = await Cloud.connect(await fake.start());
    const isDone = await propagateUplinksOf(cloud, vnf, "cpnr/lab", { canSet, signal });
    return { isDone, printed, changes: fake.changes.map(([, path, body]) => [path, body]) };
  } finally {
    print.mockRestore();
    await fake.stop();
  }
}

const extra_dhcp_opts = [{ opt_name: "cpnr-read-the-port-again", opt_value: null }];

describe("cpnr uplink", () => {
  it("sets the flag where it is off, and has the agent apply it to both VFs", async () => {
    expect(await runWith([false, true], true)).toEqual({
      isDone: true,
      printed: [
        "cpnr-dns-1-sriov-1: propagate_uplink_status was off and is on. The agent of the host has applied it.",
        "cpnr-dns-1-sriov-2: propagate_uplink_status is on. The agent of the host has applied it.",
      ],
      changes: [
        ["network /ports/p1", { port: { propagate_uplink_status: true, extra_dhcp_opts } }],
        ["network /ports/p2", { port: { extra_dhcp_opts } }],
      ],
    });
  });

  it("changes no flag where Neutron can't, says what to do, and is not done", async () => {
    const { isDone, printed, changes } = await runWith([false, true], false);
    expect(isDone).toBe(false);
    expect(printed[0]).toContain("Create a new port (pulumi up --replace)");
    expect(changes).toEqual([["network /ports/p2", { port: { extra_dhcp_opts } }]]);
  });
});
