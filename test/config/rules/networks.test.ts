import { faultSentences } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

const subnet = (cidr: string) => ({ name: "extra", cidr });

describe("The networks", () => {
  it.each([
    [
      "a CIDR with the address of a host",
      (raw: Raw) => (raw.management.subnets[0].cidr = "10.0.2.7/24"),
      "management.subnets[0].cidr 10.0.2.7/24 is the address of a host: use 10.0.2.0/24",
    ],
    [
      "a gateway outside the subnet",
      (raw: Raw) => (raw.orchestration.subnets[1].gateway = "2001:db8:99::1"),
      "orchestration.subnets[1].gateway 2001:db8:99::1 is outside the subnet 2001:db8:1::/64: use an address of this subnet",
    ],
    [
      "a gateway that is the broadcast address",
      (raw: Raw) => (raw.management.subnets[0].gateway = "10.0.2.255"),
      "management.subnets[0].gateway 10.0.2.255 is the broadcast address of 10.0.2.0/24: use a host address of this subnet",
    ],
    [
      "a flat segment without a physical network",
      (raw: Raw) => (raw.management.segment = { type: "flat" }),
      "management.segment is flat and has no physicalNetwork: set it",
    ],
    [
      "a flat segment with an id",
      (raw: Raw) => (raw.management.segment = { type: "flat", physicalNetwork: "physnet3", id: 3 }),
      "management.segment.id 3 is set, but a flat segment has none: remove it",
    ],
    [
      "a VNI as VLAN id",
      (raw: Raw) => (raw.orchestration.segment.id = 5000),
      "orchestration.segment.id 5000 is no VLAN id: use 1 to 4094",
    ],
    [
      "a VLAN id without a physical network",
      (raw: Raw) => (raw.management.segment = { type: "vlan", id: 7 }),
      "management.segment has the VLAN id 7 and no physicalNetwork: set it, or remove the id and let Neutron choose both",
    ],
    [
      "a VNI of more than 24 bits",
      (raw: Raw) => (raw.management.segment = { type: "vxlan", id: 2 ** 24 }),
      "management.segment.id 16777216 is no VNI: use 1 to 16777215",
    ],
    [
      "a tunnel on a physical network",
      (raw: Raw) => (raw.management.segment.type = "geneve"),
      'management.segment.physicalNetwork "physnet3" is set, but a segment of type geneve is a tunnel: remove it',
    ],
    [
      "a management subnet inside a service subnet",
      (raw: Raw) => raw.management.subnets.push(subnet("10.0.3.128/26")),
      "sriov[0].subnets[0].cidr 10.0.3.0/24 overlaps 10.0.3.128/26 (management.subnets[2].cidr), and one guest is in both: use ranges that do not overlap",
    ],
    [
      "service subnets that overlap partly",
      (raw: Raw) => raw.sriov[1].subnets.push(subnet("2001:db8:3::/48")),
      "sriov[1].subnets[2].cidr 2001:db8:3::/48 overlaps 2001:db8:3::/64 (sriov[0].subnets[1].cidr), and one guest is in both: use ranges that do not overlap",
    ],
    [
      "the same subnet twice in a network",
      (raw: Raw) => raw.sriov[1].subnets.push(subnet("10.0.4.0/24")),
      "sriov[1].subnets[2].cidr 10.0.4.0/24 overlaps 10.0.4.0/24 (sriov[1].subnets[0].cidr), and one guest is in both: use ranges that do not overlap",
    ],
    [
      "a created SR-IOV network without a VLAN id",
      (raw: Raw) => {
        raw.sriov[1].adopt = false;
        delete raw.sriov[1].vlan;
        for (const { adoptPorts } of raw.vnfs) {
          delete adoptPorts["sriov-2"];
        }
      },
      'sriov[1].vlan is missing: set a VLAN id from 1 to 4094, because the network "service-2" will be created',
    ],
    [
      "two networks with one name",
      (raw: Raw) => (raw.management.name = "orchestration"),
      'management.name "orchestration" is already the name of orchestration: give each network its own name',
    ],
    [
      "two subnets with one name",
      (raw: Raw) => (raw.sriov[0].subnets[1].name = "service-1-4"),
      'sriov[0].subnets[1].name "service-1-4" is already the name of sriov[0].subnets[0]: give each subnet its own name',
    ],
  ])("are rejected with %s", (_, change, expected) => {
    expect(faultSentences(changed(fullConfig(), change))).toEqual([expected]);
  });

  it("are rejected with the same VLAN id twice on one physical network", () => {
    const raw = changed(fullConfig(), ({ sriov }) => {
      sriov[1].physicalNetwork = "physnet1";
      sriov[1].vlan = 101;
    });
    expect(faultSentences(raw)).toContain(
      "sriov[1].vlan 101 is also the VLAN id of the first SR-IOV network, on the same physical network: use another VLAN id",
    );
  });

  it.each([
    ["the same VLAN id on two physical networks", (raw: Raw) => (raw.sriov[1].vlan = 101)],
    ["an adopted network without a VLAN id", (raw: Raw) => delete raw.sriov[0].vlan],
    [
      "the link-local address of an IPv6 router as gateway",
      (raw: Raw) => (raw.management.subnets[1].gateway = "fe80::1"),
    ],
    ["subnets with one name in two networks", (raw: Raw) => (raw.management.subnets[0].name = "service-1-4")],
    [
      "the same service subnet in both SR-IOV networks",
      (raw: Raw) => {
        raw.sriov[1].subnets = raw.sriov[0].subnets;
        for (const { bond } of raw.vnfs) {
          bond.addresses = bond.addresses.slice(0, 2);
        }
      },
    ],
  ])("are accepted with %s", (_, change) => {
    expect(faultSentences(changed(fullConfig(), change))).toEqual([]);
  });
});

describe("Allocation pools", () => {
  const pools = (...ranges: [string, string][]) =>
    changed(fullConfig(), (raw) => {
      raw.management.subnets[0].allocationPools = ranges.map(([start, end]) => ({ start, end }));
    });
  const path = "management.subnets[0].allocationPools";

  it.each([
    [
      "they end outside the subnet",
      [["10.0.2.200", "10.0.3.20"]],
      `${path}[0].end 10.0.3.20 is outside the subnet 10.0.2.0/24: use an address of this subnet`,
    ],
    [
      "they end with the broadcast address",
      [["10.0.2.200", "10.0.2.255"]],
      `${path}[0].end 10.0.2.255 is the broadcast address of 10.0.2.0/24: use a host address of this subnet`,
    ],
    [
      "they end before they start",
      [["10.0.2.250", "10.0.2.200"]],
      `${path}[0] starts at 10.0.2.250 but ends before that, at 10.0.2.200: swap the two addresses`,
    ],
    [
      "they overlap",
      [
        ["10.0.2.200", "10.0.2.220"],
        ["10.0.2.220", "10.0.2.230"],
      ],
      `${path}[1] 10.0.2.220 to 10.0.2.230 overlaps 10.0.2.200 to 10.0.2.220: separate the two pools, or merge them`,
    ],
    [
      "they contain the gateway",
      [["10.0.2.1", "10.0.2.9"]],
      `${path}[0] 10.0.2.1 to 10.0.2.9 contains 10.0.2.1, the gateway of the subnet: exclude it from the pool`,
    ],
  ] as [string, [string, string][], string][])("are rejected if %s", (_, ranges, expected) => {
    expect(faultSentences(pools(...ranges))).toEqual([expected]);
  });

  it("are accepted if they are adjacent or have only one address", () => {
    expect(faultSentences(pools(["10.0.2.200", "10.0.2.200"], ["10.0.2.201", "10.0.2.254"]))).toEqual([]);
  });
});
