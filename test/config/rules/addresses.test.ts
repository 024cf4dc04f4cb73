import { faultSentences } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

describe("The addresses of a VNF", () => {
  it.each([
    [
      "a missing address in the orchestration network",
      (raw: Raw) => delete raw.vnfs[1].orchestration,
      'vnfs[1].orchestration is missing: give "dns-2" an address in the orchestration network',
    ],
    [
      "an address outside the subnets of its network",
      (raw: Raw) => (raw.vnfs[0].management[0] = "10.0.9.11"),
      "vnfs[0].management[0] 10.0.9.11 is in no subnet of the network (10.0.2.0/24, 2001:db8:2::/64)",
    ],
    [
      "the network's own address",
      (raw: Raw) => (raw.vnfs[0].management[0] = "10.0.2.0"),
      "vnfs[0].management[0] 10.0.2.0 is the network's own address of 10.0.2.0/24: use a host address of this subnet",
    ],
    [
      "the broadcast address",
      (raw: Raw) => {
        delete raw.management.subnets[0].allocationPools;
        raw.vnfs[0].management[0] = "10.0.2.255";
      },
      "vnfs[0].management[0] 10.0.2.255 is the broadcast address of 10.0.2.0/24: use a host address of this subnet",
    ],
    [
      "the subnet-router anycast address of IPv6",
      (raw: Raw) => (raw.vnfs[0].bond.addresses[1] = "2001:db8:3::/64"),
      "vnfs[0].bond.addresses[1] 2001:db8:3:: is the subnet-router anycast address (RFC 4291, 2.6.1) of 2001:db8:3::/64: use a host address of this subnet",
    ],
    [
      "the address of the gateway",
      (raw: Raw) => (raw.vnfs[0].orchestration[1] = "2001:db8:1::1"),
      "vnfs[0].orchestration[1] 2001:db8:1::1 is the gateway of the subnet: give the VNF another address",
    ],
    [
      "an address in an allocation pool",
      (raw: Raw) => (raw.vnfs[0].bond.addresses[2] = "10.0.4.200/24"),
      "vnfs[0].bond.addresses[2] 10.0.4.200 lies in the allocation pool 10.0.4.200 to 10.0.4.250, and Neutron could assign it to another port: use an address outside the pool",
    ],
    [
      "two addresses in one subnet of a NIC that Nova configures",
      (raw: Raw) => raw.vnfs[0].management.push("10.0.2.99"),
      "vnfs[0].management[2] 10.0.2.99 is the VNF's second address in 10.0.2.0/24, after 10.0.2.11: keep only one of them",
    ],
    [
      "the address of another VNF",
      (raw: Raw) => (raw.vnfs[1].bond.addresses[1] = "2001:db8:3:0::11/64"),
      "vnfs[1].bond.addresses[1] 2001:db8:3::11 is already used in vnfs[0].bond.addresses[1]: use another address",
    ],
    [
      "a prefix length that differs from the subnet",
      (raw: Raw) => (raw.vnfs[0].bond.addresses[0] = "10.0.3.11/16"),
      "vnfs[0].bond.addresses[0] 10.0.3.11/16 lies in the subnet 10.0.3.0/24: use the prefix length 24",
    ],
    [
      "no address for an SR-IOV port",
      (raw: Raw) => raw.vnfs[0].bond.addresses.splice(2),
      'vnfs[0].bond.addresses has no address in the network "service-2" (10.0.4.0/24, 2001:db8:4::/64): add one, otherwise the port has no address and Nova\'s record of the NIC stays empty',
    ],
  ])("are rejected for %s", (_, change, expected) => {
    expect(faultSentences(changed(fullConfig(), change))).toEqual([expected]);
  });

  it("are rejected in an orchestration network that is not configured", () => {
    const raw = changed(fullConfig(), (all) => {
      delete all.orchestration;
      for (const { adoptPorts } of all.vnfs) {
        delete adoptPorts.orchestration;
      }
    });
    expect(faultSentences(raw)).toEqual([
      "vnfs[0].orchestration 10.0.1.11, 2001:db8:1::11 has no network: configure cpnr:orchestration, or remove the addresses",
      "vnfs[1].orchestration 10.0.1.12, 2001:db8:1::12 has no network: configure cpnr:orchestration, or remove the addresses",
    ]);
  });

  it("can be both addresses of a point-to-point subnet, which has no broadcast address", () => {
    const raw = changed(fullConfig(), ({ management, vnfs }) => {
      management.subnets = [
        { name: "four", cidr: "10.0.2.0/31" },
        { name: "six", cidr: "2001:db8:2::/127" },
      ];
      vnfs[0].management = ["10.0.2.0", "2001:db8:2::"];
      vnfs[1].management = ["10.0.2.1", "2001:db8:2::1"];
    });
    expect(faultSentences(raw)).toEqual([]);
  });

  it("can be several addresses of one subnet on the bond, which Day0 configures", () => {
    const raw = changed(fullConfig(), ({ vnfs }) => {
      vnfs[0].bond.addresses.push("10.0.3.99/24", "2001:db8:4::99/64");
    });
    expect(faultSentences(raw)).toEqual([]);
  });

  it("can lie in several IPv4 subnets of one network", () => {
    const raw = changed(fullConfig(), ({ sriov, vnfs }) => {
      sriov[1].subnets.push({ name: "more", cidr: "10.0.5.0/24" });
      vnfs[0].bond.addresses.push("10.0.5.11/24");
    });
    expect(faultSentences(raw)).toEqual([]);
  });

  it("have one fault for an address in no subnet, and no second fault for its port", () => {
    const raw = changed(fullConfig(), ({ vnfs }) => {
      vnfs[0].bond.addresses.splice(2, 2, "10.0.5.11/24");
    });
    expect(faultSentences(raw)).toEqual([
      expect.stringMatching(/^vnfs\[0\]\.bond\.addresses\[2\] 10\.0\.5\.11\/24 is in no subnet/),
    ]);
  });
});
