import { told } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

const subnet = (cidr: string) => ({ name: "extra", cidr });

describe("the networks", () => {
  it.each([
    [
      "a CIDR that is a host's",
      (raw: Raw) => (raw.management.subnets[0].cidr = "10.0.2.7/24"),
      "management.subnets[0].cidr 10.0.2.7/24 is a host's address: the subnet is 10.0.2.0/24",
    ],
    [
      "a gateway outside the subnet",
      (raw: Raw) => (raw.orchestration.subnets[1].gateway = "2001:db8:99::1"),
      "orchestration.subnets[1].gateway 2001:db8:99::1 is outside the subnet 2001:db8:1::/64",
    ],
    [
      "a gateway at the broadcast address",
      (raw: Raw) => (raw.management.subnets[0].gateway = "10.0.2.255"),
      "management.subnets[0].gateway 10.0.2.255 is the broadcast address of 10.0.2.0/24: use a host's address in it",
    ],
    [
      "management's subnet inside a service subnet",
      (raw: Raw) => raw.management.subnets.push(subnet("10.0.3.128/26")),
      "sriov[0].subnets[0].cidr 10.0.3.0/24 overlaps 10.0.3.128/26 (management.subnets[2].cidr), and a guest sees both: use ranges that are apart",
    ],
    [
      "service subnets that overlap in part",
      (raw: Raw) => raw.sriov[1].subnets.push(subnet("2001:db8:3::/48")),
      "sriov[1].subnets[2].cidr 2001:db8:3::/48 overlaps 2001:db8:3::/64 (sriov[0].subnets[1].cidr), and a guest sees both: use ranges that are apart",
    ],
    [
      "one subnet twice on a network",
      (raw: Raw) => raw.sriov[1].subnets.push(subnet("10.0.4.0/24")),
      "sriov[1].subnets[2].cidr 10.0.4.0/24 overlaps 10.0.4.0/24 (sriov[1].subnets[0].cidr), and a guest sees both: use ranges that are apart",
    ],
    [
      "a created SR-IOV network without VLAN",
      (raw: Raw) => {
        raw.sriov[1].adopt = false;
        delete raw.sriov[1].vlan;
      },
      'sriov[1].vlan is missing: network "service-2" is to be created and needs a VLAN id, 1 to 4094',
    ],
    [
      "two networks of one name",
      (raw: Raw) => (raw.management.name = "orchestration"),
      'management.name "orchestration" is the name of orchestration already: give each network its own',
    ],
    [
      "two subnets of one name",
      (raw: Raw) => (raw.sriov[0].subnets[1].name = "service-1-4"),
      'sriov[0].subnets[1].name "service-1-4" is the name of sriov[0].subnets[0] already: give each subnet its own',
    ],
  ])("may not have %s", (_, change, expected) => {
    expect(told(changed(fullConfig(), change))).toEqual([expected]);
  });

  it("may not have one VLAN twice on a physical network", () => {
    const raw = changed(fullConfig(), ({ sriov }) => {
      sriov[1].physicalNetwork = "physnet1";
      sriov[1].vlan = 101;
    });
    expect(told(raw)).toContain(
      "sriov[1].vlan 101 is the first SR-IOV network's too, on the same physical network: a VLAN there is one network's",
    );
  });

  it.each([
    ["the same VLAN on two physical networks", (raw: Raw) => (raw.sriov[1].vlan = 101)],
    ["an adopted network's VLAN left out", (raw: Raw) => delete raw.sriov[0].vlan],
    ["an IPv6 router's link-local address", (raw: Raw) => (raw.management.subnets[1].gateway = "fe80::1")],
    ["subnets of one name on two networks", (raw: Raw) => (raw.management.subnets[0].name = "service-1-4")],
    [
      "one service subnet on both SR-IOV networks",
      (raw: Raw) => {
        raw.sriov[1].subnets = raw.sriov[0].subnets;
        for (const { bond } of raw.vnfs) {
          bond.addresses = bond.addresses.slice(0, 2);
        }
      },
    ],
  ])("may have %s", (_, change) => {
    expect(told(changed(fullConfig(), change))).toEqual([]);
  });
});

describe("allocation pools", () => {
  const pools = (...ranges: [string, string][]) =>
    changed(fullConfig(), (raw) => {
      raw.management.subnets[0].allocationPools = ranges.map(([start, end]) => ({ start, end }));
    });
  const path = "management.subnets[0].allocationPools";

  it.each([
    [
      "end outside the subnet",
      [["10.0.2.200", "10.0.3.20"]],
      `${path}[0].end 10.0.3.20 is outside the subnet 10.0.2.0/24`,
    ],
    [
      "end with the broadcast address",
      [["10.0.2.200", "10.0.2.255"]],
      `${path}[0].end 10.0.2.255 is the broadcast address of 10.0.2.0/24: leave it out`,
    ],
    [
      "end before they start",
      [["10.0.2.250", "10.0.2.200"]],
      `${path}[0] starts at 10.0.2.250 and ends before it, at 10.0.2.200: swap the two`,
    ],
    [
      "overlap",
      [
        ["10.0.2.200", "10.0.2.220"],
        ["10.0.2.220", "10.0.2.230"],
      ],
      `${path}[1] 10.0.2.220 to 10.0.2.230 overlaps 10.0.2.200 to 10.0.2.220: make the pools apart, or one`,
    ],
    [
      "hold the gateway",
      [["10.0.2.1", "10.0.2.9"]],
      `${path}[0] 10.0.2.1 to 10.0.2.9 holds the subnet's gateway, 10.0.2.1: leave it out`,
    ],
  ] as [string, [string, string][], string][])("may not %s", (_, ranges, expected) => {
    expect(told(pools(...ranges))).toEqual([expected]);
  });

  it("may be single addresses, and lie side by side", () => {
    expect(told(pools(["10.0.2.200", "10.0.2.200"], ["10.0.2.201", "10.0.2.254"]))).toEqual([]);
  });
});
