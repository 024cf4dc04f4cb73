import { hostOf, inSubnet, reservedAs } from "../../plan/address";
import type {
  OvsNetworkSettings,
  Settings,
  SriovNetworkSettings,
  SubnetSettings,
  VnfSettings,
} from "../schema";
import type { Finding } from "./rule";

/** The sections that describe networks. */
export const NETWORKS = ["orchestration", "management", "sriov"] as const;

type Networks = Pick<Settings, (typeof NETWORKS)[number]>;

/** A part of the configuration and its path. */
interface Part<T> {
  readonly path: string;
  readonly part: T;
}

/** Lists all networks with their paths. */
export function listNetworks(settings: Networks): Part<OvsNetworkSettings | SriovNetworkSettings>[] {
  const { orchestration, management, sriov } = settings;
  return [
    ...(orchestration ? [{ path: "orchestration", part: orchestration }] : []),
    { path: "management", part: management },
    ...sriov.map((part, index) => ({ path: `sriov[${index}]`, part })),
  ];
}

/** Lists all subnets of all networks with their paths. */
export function listSubnets(settings: Networks): Part<SubnetSettings>[] {
  return listNetworks(settings).flatMap(({ path, part }) =>
    part.subnets.map((subnet, index) => ({ path: `${path}.subnets[${index}]`, part: subnet })),
  );
}

/** A VNF's address in a network or on the bond. */
export interface PlacedAddress {
  readonly path: string;
  readonly vnf: VnfSettings;
  /** Whether it is an address of the bond, which Day0 configures. Nova tells the guest the others. */
  readonly isOfBond: boolean;
  /** The address as configured. A bond address has its prefix length. */
  readonly text: string;
  /** The address without a prefix length. */
  readonly address: string;
  /** Subnets of the network. The address must lie in one of them. */
  readonly subnets: readonly SubnetSettings[];
}

/** Lists all addresses of all VNFs in configured networks, in the order of the configuration. */
export function listAddresses(settings: Networks & Pick<Settings, "vnfs">): PlacedAddress[] {
  const { orchestration, management, sriov, vnfs } = settings;
  const service = sriov.flatMap(({ subnets }) => subnets);
  return vnfs.flatMap((vnf, index) => {
    const place = (field: string, addresses: readonly string[], subnets: readonly SubnetSettings[]) =>
      addresses.map((text, position) => ({
        path: `vnfs[${index}].${field}[${position}]`,
        vnf,
        isOfBond: field === "bond.addresses",
        text,
        address: hostOf(text),
        subnets,
      }));
    return [
      ...place("orchestration", (orchestration && vnf.orchestration) ?? [], orchestration?.subnets ?? []),
      ...place("management", vnf.management, management.subnets),
      ...place("bond.addresses", vnf.bond.addresses, service),
    ];
  });
}

/** The fault of an address that is outside a subnet, or that no host of the subnet can have; empty if there is none. */
export function checkHostAddress(path: string, address: string, cidr: string): Finding[] {
  if (!inSubnet(address, cidr)) {
    const sentence = `${address} is outside the subnet ${cidr}: use an address of this subnet`;
    return [{ path, sentence }];
  }
  const reserved = reservedAs(address, cidr);
  return reserved === undefined
    ? []
    : [{ path, sentence: `${address} is ${reserved} of ${cidr}: use a host address of this subnet` }];
}

/** Formats the CIDRs of subnets for a sentence, each CIDR once. */
export function formatCidrs(subnets: readonly SubnetSettings[]): string {
  return [...new Set(subnets.map(({ cidr }) => cidr))].join(", ");
}

/** Yields each element whose key was seen before, with the first element that has this key. */
export function* findRepeats<T>(
  elements: Iterable<T>,
  key: (element: T) => string,
): Iterable<[repeat: T, first: T]> {
  const seen = new Map<string, T>();
  for (const element of elements) {
    const first = seen.get(key(element));
    if (first === undefined) {
      seen.set(key(element), element);
    } else {
      yield [element, first];
    }
  }
}
