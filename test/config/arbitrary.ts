import fc from "fast-check";
import type { Raw } from "./full";

type Family = "4" | "6";

const families = fc.constantFrom<readonly Family[]>(["4"], ["6"], ["4", "6"]);

const network = fc.record({
  families,
  adopt: fc.boolean(),
  gateways: fc.boolean(),
  pools: fc.boolean(),
  mtu: fc.option(fc.integer({ min: 1280, max: 9000 }), { nil: undefined }),
});

/** Values from which a valid configuration is built. Every combination of them is valid. */
const plan = fc.record({
  stem: fc.constantFrom("a", "dns", "Zürich 7", "x.y_z-0"),
  orchestration: fc.option(network, { nil: undefined }),
  management: network,
  service: network,
  oneServiceSubnet: fc.boolean(),
  secondAdopted: fc.boolean(),
  vlans: fc.tuple(fc.integer({ min: 1, max: 4094 }), fc.integer({ min: 1, max: 4094 })),
  numaNodes: fc.integer({ min: 2, max: 4 }),
  swapNumaNodes: fc.boolean(),
  flavor: fc.record({
    adopt: fc.boolean(),
    vcpus: fc.integer({ min: 1, max: 16 }),
    gibibytes: fc.integer({ min: 1, max: 64 }),
    pageSize: fc.constantFrom("large", "2MB", "1GB"),
  }),
  primary: fc.constantFrom(undefined, 0, 1),
  monitor: fc.constantFrom("mii", "arp", undefined),
  miimon: fc.integer({ min: 1, max: 1000 }),
  delays: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })),
  lowerMtu: fc.boolean(),
  users: fc.integer({ min: 1, max: 3 }),
  verificationUser: fc.boolean(),
  vnfs: fc.integer({ min: 1, max: 4 }),
  firstHost: fc.integer({ min: 10, max: 90 }),
  bondGateways: fc.boolean(),
  secondBondAddress: fc.boolean(),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;
type Network = Plan["management"];

/**
 * Valid raw configurations: IPv4, IPv6 or both in each network, 1 to 4 VNFs, created and adopted networks, MII and ARP
 * monitoring, bonds with and without gateways, and with one or two addresses in each subnet.
 */
export const validConfig: fc.Arbitrary<Raw> = plan.map(configOf);

/** Returns the address of host number `host` in a subnet of these configurations. */
export function hostIn(cidr: string, host: number): string {
  return cidr.includes(":")
    ? `${cidr.split("::")[0]}::${host.toString(16)}`
    : `${cidr.split(".").slice(0, 3).join(".")}.${host}`;
}

function configOf(chosen: Plan): Raw {
  const { stem, orchestration, management, service, oneServiceSubnet, flavor, numaNodes } = chosen;
  const named = (name: string) => `${stem}-${name}`;
  const nodes = chosen.swapNumaNodes ? [numaNodes - 1, 0] : [0, numaNodes - 1];
  const sriov = [0, 1].map((index) => ({
    ...networkOf(named(`sriov-${index}`), oneServiceSubnet ? 3 : 3 + index, service),
    adopt: index === 1 ? chosen.secondAdopted : service.adopt,
    physicalNetwork: `physnet${index}`,
    vlan: chosen.vlans[index],
    numaNode: nodes[index],
  }));
  const carried = oneServiceSubnet ? sriov.slice(0, 1) : sriov;
  return {
    image: { name: named("image") },
    ...(orchestration ? { orchestration: networkOf(named("orchestration"), 1, orchestration) } : {}),
    management: networkOf(named("management"), 2, management),
    sriov,
    flavor: {
      name: named("flavor"),
      adopt: flavor.adopt,
      numaNodes,
      vcpus: flavor.vcpus * numaNodes,
      ram: flavor.gibibytes * 1024 * numaNodes,
      pageSize: flavor.pageSize,
    },
    bond: bondOf(chosen, sriov),
    day0: { users: Array.from({ length: chosen.users }, (_, index) => ({ name: `user${index}` })) },
    verification: chosen.verificationUser ? { user: `user${chosen.users - 1}` } : {},
    vnfs: Array.from({ length: chosen.vnfs }, (_, index) => {
      const host = chosen.firstHost + index;
      const inside = (net: number, { families }: Network) =>
        families.map((family) => hostIn(cidrOf(net, family), host));
      return {
        name: named(`vnf-${index}`),
        hostname: `Host-${index}`,
        ...(orchestration ? { orchestration: inside(1, orchestration) } : {}),
        management: inside(2, management),
        bond: {
          addresses: carried.flatMap(({ subnets }) =>
            subnets.flatMap(({ cidr }) =>
              [host, ...(chosen.secondBondAddress ? [host + 30] : [])].map(
                (number) => `${hostIn(cidr, number)}/${cidr.split("/")[1]}`,
              ),
            ),
          ),
          ...(chosen.bondGateways
            ? { gateways: service.families.map((family) => hostIn(cidrOf(3, family), 1)) }
            : {}),
        },
      };
    }),
  };
}

function networkOf(name: string, net: number, { families, adopt, gateways, pools, mtu }: Network) {
  return {
    name,
    adopt,
    ...(mtu === undefined ? {} : { mtu }),
    subnets: families.map((family) => {
      const cidr = cidrOf(net, family);
      return {
        name: `${name}-${family}`,
        cidr,
        ...(gateways ? { gateway: hostIn(cidr, 1) } : {}),
        ...(pools ? { allocationPools: [{ start: hostIn(cidr, 200), end: hostIn(cidr, 250) }] } : {}),
      };
    }),
  };
}

function bondOf(chosen: Plan, sriov: readonly { name: string; mtu?: number }[]) {
  const { monitor, primary, miimon, delays, service, lowerMtu } = chosen;
  const arp = monitor === "arp" && service.families.includes("4");
  return {
    ...(primary === undefined ? {} : { primary: sriov[primary]?.name }),
    ...(lowerMtu && service.mtu !== undefined ? { mtu: 1280 } : {}),
    ...(arp
      ? { linkMonitor: { type: "arp", targets: [1, 2].map((host) => hostIn(cidrOf(3, "4"), host)) } }
      : {}),
    ...(monitor === "mii"
      ? { linkMonitor: { type: "mii", miimon, updelay: miimon * delays[0], downdelay: miimon * delays[1] } }
      : {}),
  };
}

function cidrOf(net: number, family: Family): string {
  return family === "4" ? `10.0.${net}.0/24` : `2001:db8:${net}::/64`;
}
