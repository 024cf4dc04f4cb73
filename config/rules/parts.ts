import { hostOf, inSubnet } from "../../plan/address";
import type {
  OvsNetworkSettings,
  Settings,
  SriovNetworkSettings,
  SubnetSettings,
  VnfSettings,
} from "../schema";

/** The sections that describe networks. */
export const NETWORKS = ["orchestration", "management", "sriov"] as const;

type Networks = Pick<Settings, (typeof NETWORKS)[number]>;

/** A part of the configuration, with its path. */
interface Part<T> {
  readonly path: string;
  readonly part: T;
}

/** Every network with its path. */
export function networksOf(settings: Networks): Part<OvsNetworkSettings | SriovNetworkSettings>[] {
  const { orchestration, management, sriov } = settings;
  return [
    ...(orchestration ? [{ path: "orchestration", part: orchestration }] : []),
    { path: "management", part: management },
    ...sriov.map((part, index) => ({ path: `sriov[${index}]`, part })),
  ];
}

/** Every subnet of every network with its path. */
export function subnetsOf(settings: Networks): Part<SubnetSettings>[] {
  return networksOf(settings).flatMap(({ path, part }) =>
    part.subnets.map((subnet, index) => ({ path: `${path}.subnets[${index}]`, part: subnet })),
  );
}

/** An address of a VNF on a network, or on the bond. */
export interface PlacedAddress {
  readonly path: string;
  readonly vnf: VnfSettings;
  /** As it is written; the bond's with its prefix length. */
  readonly text: string;
  /** Without a prefix length. */
  readonly address: string;
  /** The subnets in one of which it must lie. */
  readonly subnets: readonly SubnetSettings[];
}

/** Every address of every VNF that has a network, in the order of the configuration. */
export function placedAddresses(settings: Networks & Pick<Settings, "vnfs">): PlacedAddress[] {
  const { orchestration, management, sriov, vnfs } = settings;
  const service = sriov.flatMap(({ subnets }) => subnets);
  return vnfs.flatMap((vnf, index) => {
    const placed = (field: string, addresses: readonly string[], subnets: readonly SubnetSettings[]) =>
      addresses.map((text, position) => ({
        path: `vnfs[${index}].${field}[${position}]`,
        vnf,
        text,
        address: hostOf(text),
        subnets,
      }));
    return [
      ...placed("orchestration", (orchestration && vnf.orchestration) ?? [], orchestration?.subnets ?? []),
      ...placed("management", vnf.management, management.subnets),
      ...placed("bond.addresses", vnf.bond.addresses, service),
    ];
  });
}

/** The subnet in which `address` lies. */
export function subnetAround(
  address: string,
  subnets: readonly SubnetSettings[],
): SubnetSettings | undefined {
  return subnets.find(({ cidr }) => inSubnet(address, cidr));
}

/** The CIDRs of subnets, each once, for a sentence. */
export function cidrsOf(subnets: readonly SubnetSettings[]): string {
  return [...new Set(subnets.map(({ cidr }) => cidr))].join(", ");
}

/** Each element that has a like one before it, with that one. `key` says which are alike. */
export function* repeated<T>(
  elements: Iterable<T>,
  key: (element: T) => string,
): Iterable<[again: T, first: T]> {
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
