import { faultSentences } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

describe("The bond", () => {
  it.each([
    [
      "a gateway outside the subnets of its addresses",
      (raw: Raw) => (raw.vnfs[0].bond.gateways[0] = "10.0.9.1"),
      "vnfs[0].bond.gateways[0] 10.0.9.1 is in no subnet of the bond's addresses (10.0.3.11/24, 2001:db8:3::11/64, 10.0.4.11/24, 2001:db8:4::11/64): use a gateway in one of them",
    ],
    [
      "a gateway that is a broadcast address",
      (raw: Raw) => (raw.vnfs[0].bond.gateways[0] = "10.0.3.255"),
      "vnfs[0].bond.gateways[0] 10.0.3.255 is the broadcast address of 10.0.3.0/24: use a host address of this subnet",
    ],
    [
      "two gateways of one address family",
      (raw: Raw) => (raw.vnfs[0].bond.gateways = ["2001:db8:3::1", "2001:db8:4::1"]),
      "vnfs[0].bond.gateways[1] 2001:db8:4::1 is a second IPv6 gateway, after 2001:db8:3::1: keep only one of them",
    ],
    [
      "a gateway that is a VNF",
      (raw: Raw) => (raw.vnfs[0].bond.gateways[0] = "10.0.3.12"),
      "vnfs[0].bond.gateways[0] 10.0.3.12 is an address of a VNF (vnfs[1].bond.addresses[0]): use the address of the router",
    ],
    [
      "a primary that is not an SR-IOV network",
      (raw: Raw) => (raw.bond.primary = "management"),
      'bond.primary "management" is not an SR-IOV network: use "service-1" or "service-2"',
    ],
    [
      "the name of a NIC",
      (raw: Raw) => (raw.bond.name = "enp0s6"),
      'bond.name "enp0s6" is a name that the guest uses for something else: use a name like "bond0"',
    ],
    [
      "an MTU that an SR-IOV network does not carry",
      (raw: Raw) => (raw.bond.mtu = 9000),
      "bond.mtu 9000 is larger than 1600, the smallest MTU of the SR-IOV networks: lower it, or raise cpnr:sriov[].mtu",
    ],
    [
      "SR-IOV networks with different MTUs",
      (raw: Raw) => (raw.sriov[1].mtu = 9000),
      "sriov[1].mtu 9000 differs from 1600, the MTU of the first SR-IOV network: use the same MTU, or a failover changes which frames pass",
    ],
    [
      "IPv6 addresses and an MTU below the minimum of IPv6",
      (raw: Raw) => (raw.bond.mtu = 1279),
      "bond.mtu 1279 is less than 1280, the minimum MTU of IPv6 (RFC 8200): raise it, or use IPv4 only",
    ],
  ])("is rejected with %s", (_, change, expected) => {
    expect(faultSentences(changed(fullConfig(), change))).toEqual([expected]);
  });

  it("can have a link-local gateway, because every router has such an address", () => {
    const linkLocal = (raw: Raw) => (raw.vnfs[0].bond.gateways = ["10.0.3.1", "fe80::1"]);
    expect(faultSentences(changed(fullConfig(), linkLocal))).toEqual([]);
  });

  it("can't have a link-local gateway without an IPv6 address", () => {
    const change = ({ vnfs }: Raw) => {
      vnfs[0].bond.addresses = ["10.0.3.11/24", "10.0.4.11/24"];
      vnfs[0].bond.gateways = ["fe80::1"];
    };
    expect(faultSentences(changed(fullConfig(), change))).toEqual([
      "vnfs[0].bond.gateways[0] fe80::1 is in no subnet of the bond's addresses (10.0.3.11/24, 10.0.4.11/24): use a gateway in one of them",
    ]);
  });

  it.each([
    ["an empty list of gateways", (raw: Raw) => (raw.vnfs[0].bond.gateways = [])],
    ["no gateways", (raw: Raw) => delete raw.vnfs[0].bond.gateways],
    ["a gateway of one family only", (raw: Raw) => raw.vnfs[0].bond.gateways.pop()],
  ])("can have %s", (_, change) => {
    expect(faultSentences(changed(fullConfig(), change))).toEqual([]);
  });

  it.each(["bond0", "team1", "ens", "ensemble", "service", "ethernet"])("can have the name %s", (name) => {
    expect(faultSentences(changed(fullConfig(), ({ bond }) => (bond.name = name)))).toEqual([]);
  });
});

describe("A network with an IPv6 subnet", () => {
  it("is rejected with an MTU below the minimum of IPv6", () => {
    expect(faultSentences(changed(fullConfig(), ({ management }) => (management.mtu = 1279)))).toEqual([
      "management.mtu 1279 is less than 1280, the minimum MTU of IPv6 (RFC 8200): raise it, or use IPv4 only",
    ]);
  });

  it("is the only one that needs this MTU: a network without an IPv6 subnet can have a smaller MTU", () => {
    const raw = changed(fullConfig(), ({ management, vnfs }) => {
      management.mtu = 576;
      management.subnets.pop();
      for (const vnf of vnfs) {
        vnf.management.pop();
      }
    });
    expect(faultSentences(raw)).toEqual([]);
  });
});

describe("MII monitoring", () => {
  it("is rejected with delays that are not multiples of miimon", () => {
    const raw = changed(fullConfig(), ({ bond }) => {
      Object.assign(bond.linkMonitor, { updelay: 125, downdelay: 49 });
    });
    expect(faultSentences(raw)).toEqual([
      "bond.linkMonitor.updelay 125 is not a multiple of miimon (50), and the kernel would round it down to 100: use a multiple of miimon",
      "bond.linkMonitor.downdelay 49 is not a multiple of miimon (50), and the kernel would round it down to 0: use a multiple of miimon",
    ]);
  });
});

describe("ARP monitoring", () => {
  it.each([
    [
      "a target outside the subnets of a VNF's bond",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["10.0.3.1", "10.0.9.1"]),
      'bond.linkMonitor.targets[1] 10.0.9.1 is in no subnet of the bond of "dns-1" (10.0.3.11/24, 10.0.4.11/24): use an address in one of them that always answers ARP requests',
    ],
    [
      "a target that is a VNF",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["10.0.4.12"]),
      "bond.linkMonitor.targets[0] 10.0.4.12 is an address of vnfs[1]: use the address of another host that always answers ARP requests",
    ],
    [
      "a target that is listed twice",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["10.0.3.1", "10.0.4.1", "10.0.3.1"]),
      "bond.linkMonitor.targets[2] 10.0.3.1 is already targets[0]: list each target once",
    ],
    [
      "a VNF that has no IPv4 address",
      ({ vnfs: [, { bond }] }: Raw) => {
        bond.addresses = bond.addresses.filter((address: string) => address.includes(":"));
        bond.gateways = ["2001:db8:3::1"];
      },
      "vnfs[1].bond.addresses 2001:db8:3::12/64, 2001:db8:4::12/64 has no IPv4 address, but cpnr:bond.linkMonitor of type arp needs one: add an IPv4 address, or use type mii",
    ],
  ])("is rejected with %s", (_, change, expected) => {
    expect(faultSentences(changed(fullConfig("arp"), change))).toEqual([expected]);
  });
});
