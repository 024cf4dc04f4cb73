import { told } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

describe("a VNF's addresses", () => {
  it.each([
    [
      "lack in the orchestration network",
      (raw: Raw) => delete raw.vnfs[1].orchestration,
      'vnfs[1].orchestration is missing: give "dns-2" an address in the orchestration network',
    ],
    [
      "lie outside their network's subnets",
      (raw: Raw) => (raw.vnfs[0].management[0] = "10.0.9.11"),
      "vnfs[0].management[0] 10.0.9.11 is in none of the network's subnets (10.0.2.0/24, 2001:db8:2::/64)",
    ],
    [
      "be the network's own",
      (raw: Raw) => (raw.vnfs[0].management[0] = "10.0.2.0"),
      "vnfs[0].management[0] 10.0.2.0 is the network's own address of 10.0.2.0/24: use a host's address in it",
    ],
    [
      "be the broadcast address",
      (raw: Raw) => {
        delete raw.management.subnets[0].allocationPools;
        raw.vnfs[0].management[0] = "10.0.2.255";
      },
      "vnfs[0].management[0] 10.0.2.255 is the broadcast address of 10.0.2.0/24: use a host's address in it",
    ],
    [
      "be IPv6 routers' anycast address",
      (raw: Raw) => (raw.vnfs[0].bond.addresses[1] = "2001:db8:3::/64"),
      "vnfs[0].bond.addresses[1] 2001:db8:3:: is the subnet-router anycast address (RFC 4291, 2.6.1) of 2001:db8:3::/64: use a host's address in it",
    ],
    [
      "be the subnet's gateway",
      (raw: Raw) => (raw.vnfs[0].orchestration[1] = "2001:db8:1::1"),
      "vnfs[0].orchestration[1] 2001:db8:1::1 is the subnet's gateway: give the VNF another",
    ],
    [
      "lie in an allocation pool",
      (raw: Raw) => (raw.vnfs[0].bond.addresses[2] = "10.0.4.200/24"),
      "vnfs[0].bond.addresses[2] 10.0.4.200 lies in the allocation pool 10.0.4.200 to 10.0.4.250, which Neutron gives away: use one outside",
    ],
    [
      "be two in one subnet",
      (raw: Raw) => raw.vnfs[0].bond.addresses.push("10.0.3.99/24"),
      "vnfs[0].bond.addresses[4] 10.0.3.99/24 is the VNF's second address in 10.0.3.0/24, after 10.0.3.11/24: keep one",
    ],
    [
      "be another VNF's",
      (raw: Raw) => (raw.vnfs[1].bond.addresses[1] = "2001:db8:3:0::11/64"),
      "vnfs[1].bond.addresses[1] 2001:db8:3::11 is vnfs[0].bond.addresses[1] already: give each its own",
    ],
    [
      "have another prefix length than their subnet",
      (raw: Raw) => (raw.vnfs[0].bond.addresses[0] = "10.0.3.11/16"),
      "vnfs[0].bond.addresses[0] 10.0.3.11/16 lies in 10.0.3.0/24: its prefix length is to be 24",
    ],
    [
      "leave an SR-IOV port bare",
      (raw: Raw) => raw.vnfs[0].bond.addresses.splice(2),
      'vnfs[0].bond.addresses has no address in "service-2" (10.0.4.0/24, 2001:db8:4::/64): its port needs one, or Nova\'s record of the NIC stays empty',
    ],
  ])("may not %s", (_, change, expected) => {
    expect(told(changed(fullConfig(), change))).toEqual([expected]);
  });

  it("may not be in an orchestration network that is not there", () => {
    expect(told(changed(fullConfig(), (raw) => delete raw.orchestration))).toEqual([
      "vnfs[0].orchestration 10.0.1.11, 2001:db8:1::11 has no network: configure cpnr:orchestration, or leave the addresses out",
      "vnfs[1].orchestration 10.0.1.12, 2001:db8:1::12 has no network: configure cpnr:orchestration, or leave the addresses out",
    ]);
  });

  it("may be both ends of a point-to-point subnet, which has no broadcast address", () => {
    const raw = changed(fullConfig(), ({ management, vnfs }) => {
      management.subnets = [
        { name: "four", cidr: "10.0.2.0/31" },
        { name: "six", cidr: "2001:db8:2::/127" },
      ];
      vnfs[0].management = ["10.0.2.0", "2001:db8:2::"];
      vnfs[1].management = ["10.0.2.1", "2001:db8:2::1"];
    });
    expect(told(raw)).toEqual([]);
  });

  it("of one mistake are told once: an address that lies nowhere is not missed on its port too", () => {
    const raw = changed(fullConfig(), ({ vnfs }) => {
      vnfs[0].bond.addresses.splice(2, 2, "10.0.5.11/24");
    });
    expect(told(raw)).toEqual([
      expect.stringMatching(/^vnfs\[0\]\.bond\.addresses\[2\] 10\.0\.5\.11\/24 is in none/),
    ]);
  });
});
