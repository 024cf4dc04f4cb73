import type { AdoptedPort, Server } from "../../openstack/resources";
import { portWith, type Raw, resultOf, runPreflight, serverWith, tenantNetwork, vlanNetwork } from "./cloud";

const PROJECT = tenantNetwork("any").project_id;

/** A port that an administrator made for the VF in the first network. */
function vfPort(fields: Partial<AdoptedPort> = {}): AdoptedPort {
  return {
    ...portWith("172.16.1.10", "sriov-network-1"),
    name: "vf-a",
    project_id: PROJECT,
    device_id: "",
    admin_state_up: true,
    port_security_enabled: false,
    propagate_uplink_status: true,
    "binding:vnic_type": "direct",
    ...fields,
  };
}

interface Given {
  readonly ports?: AdoptedPort[];
  readonly settings?: (raw: Raw) => void;
  readonly extensions?: string[];
  readonly servers?: Server[];
}

function findingsWith({
  ports = [vfPort()],
  settings,
  extensions = [],
  servers = [serverWith({ id: "mine" })],
}: Given) {
  return runPreflight({
    settings: (raw) => {
      raw.sriov[0].adopt = true;
      raw.vnfs[0].adoptPorts = { "sriov-1": "vf-a" };
      settings?.(raw);
    },
    cloud: (state) => {
      state.networks = [vlanNetwork("sriov-network-1", "sriov0", 101)];
      state.adopted = ports;
      state.addressed = ports;
      state.servers = servers;
      state.extensions = [...state.extensions, ...extensions];
    },
  });
}

const verdictOf = (given: Given) => resultOf(findingsWith(given), "adopted port", "vf-a");

describe("The check of an adopted port", () => {
  it("passes a port that Nova and the bond can use", () => {
    expect(verdictOf({})).toBe('pass: It exists (port-172.16.1.10), and "cpnr-dns-1" can use it.');
  });

  it("passes a port that is attached to the VNF's own server", () => {
    expect(verdictOf({ ports: [vfPort({ device_id: "mine" })] })).toMatch(/^pass/);
  });

  it("passes a port that is attached to the VNF's own server, which somebody renamed", () => {
    const servers = [serverWith({ id: "mine", name: "renamed" })];
    expect(verdictOf({ ports: [vfPort({ device_id: "mine" })], servers })).toMatch(/^pass/);
  });

  it("fails for another NUMA policy than the stack file asks for", () => {
    const settings = (raw: Raw) => {
      raw.sriov[0].numaPolicy = "required";
    };
    const extensions = ["port-numa-affinity-policy"];
    const verdictWith = (numa_affinity_policy: string | null) =>
      verdictOf({ ports: [vfPort({ numa_affinity_policy })], settings, extensions });
    expect(verdictWith("legacy")).toMatch(
      /^fail: Its NUMA policy is legacy, not required: correct cpnr:sriov\[0\]\.numaPolicy, or openstack port set --numa-policy-required/,
    );
    expect(verdictWith(null)).toMatch(/^fail: Its NUMA policy is not set, not required/);
    expect(verdictWith("required")).toMatch(/^pass/);
  });

  it("finds a port by its id", () => {
    const id = "2457f0de-8834-4f96-b546-42890c317405";
    const settings = (raw: Raw) => {
      raw.vnfs[0].adoptPorts = { "sriov-1": id };
    };
    expect(
      resultOf(findingsWith({ ports: [vfPort({ id, name: "" })], settings }), "adopted port", id),
    ).toMatch(/^pass/);
  });

  it.each<[string, AdoptedPort[], RegExp]>([
    [
      "does not exist",
      [],
      /^fail: There is no port "vf-a" in network "sriov-network-1": correct cpnr:vnfs\[\]\.adoptPorts\.sriov-1 of "cpnr-dns-1"/,
    ],
    [
      "is in another network",
      [vfPort({ network_id: "other" })],
      /^fail: There is no port "vf-a" in network "sriov-network-1", but in network other/,
    ],
    [
      "has a name that another port has too",
      [vfPort({ id: "a" }), vfPort({ id: "b" })],
      /^fail: 2 ports .* \(a, b\)/,
    ],
    [
      "belongs to another project",
      [vfPort({ project_id: "admins" })],
      /^fail: It belongs to project admins, and Nova attaches only/,
    ],
    ["is attached to another server", [vfPort({ device_id: "other" })], /^fail: It is attached to other/],
    ["is no VF", [vfPort({ "binding:vnic_type": "normal" })], /^fail: Its vnic_type is normal, not direct/],
    [
      "lacks the VNF's address",
      [vfPort({ fixed_ips: [] })],
      /^fail: It has no address, not 172\.16\.1\.10: correct/,
    ],
    [
      "is disabled",
      [vfPort({ admin_state_up: false })],
      /^fail: It is disabled: openstack port set --enable/,
    ],
    ["has the DNS name of another server", [vfPort({ dns_name: "www" })], /^fail: It has the DNS name www/],
    [
      "does not propagate the uplink status",
      [vfPort({ propagate_uplink_status: false })],
      /^fail: Its propagate_uplink_status is off.*: make a new port/,
    ],
    ["has port security", [vfPort({ port_security_enabled: true })], /^warning: Its port security is on/],
    [
      "has a further address",
      [vfPort({ fixed_ips: [{ ip_address: "172.16.1.10" }, { ip_address: "172.16.1.77" }] })],
      /^warning: It also has 172\.16\.1\.77, which the bond does not use/,
    ],
  ])("tells that the port %s", (_, ports, expected) => {
    expect(verdictOf({ ports })).toMatch(expected);
  });

  it("names the command that sets the uplink flag where Neutron can change it", () => {
    const extensions = ["uplink-status-propagation-updatable"];
    expect(verdictOf({ ports: [vfPort({ propagate_uplink_status: false })], extensions })).toMatch(
      /^fail: .*: openstack port set --enable-uplink-status-propagation port-172\.16\.1\.10\.$/,
    );
  });

  it("accepts a port without the uplink flag if the bond monitors by ARP", () => {
    const settings = (raw: Raw) => {
      raw.bond.linkMonitor = { type: "arp", targets: ["172.16.1.1"] };
    };
    expect(verdictOf({ ports: [vfPort({ propagate_uplink_status: false })], settings })).toMatch(/^pass/);
  });
});

describe("Preflight of a VNF with an adopted port", () => {
  it("does not take the port's address for taken", () => {
    expect(resultOf(findingsWith({}), "addresses", "sriov-network-1")).toMatch(/^pass/);
  });

  it("counts the port in no quota", () => {
    expect(resultOf(findingsWith({}), "quota", "ports")).toMatch(/^pass: 3 needed/);
  });

  it("needs no rights in the network of another project, where it creates no port", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.sriov[0].adopt = true;
        raw.vnfs[0].adoptPorts = { "sriov-1": "vf-a" };
      },
      cloud: (state) => {
        state.roles = ["member"];
        state.networks = [vlanNetwork("sriov-network-1", "sriov0", 101, { project_id: "admins" })];
        state.adopted = [vfPort()];
      },
    });
    expect(findings.filter(({ check }) => check === "rights in other projects")).toEqual([]);
  });
});
