import type { PreflightResult } from "../preflight/result";
import { FLAVOR, NETWORK, PORT, SERVER } from "../report/kinds";
import type { Change } from "./change";
import type { StepState } from "./events";
import { isVf } from "./impact";
import { readNumber, readProperty, readText } from "./values";

/** vCPUs and RAM in MiB of a server, and the size of its memory pages. */
export type ServerSize = NonNullable<PreflightResult["serverSize"]>;

/** What the VNFs of a stack take of the cloud. */
export interface Usage {
  readonly vnfs: number;
  /** VFs by physical network. */
  readonly vfs: ReadonlyMap<string, number>;
  /** undefined if the flavor of a server is not known. */
  readonly vcpus: number | undefined;
  /** In MiB; undefined if the flavor of a server is not known. */
  readonly ram: number | undefined;
  /** RAM in large pages in MiB, by page size as in `hw:mem_page_size`. */
  readonly largePages: ReadonlyMap<string, number>;
}

type Side = "old" | "new";

/**
 * What the stack takes before (`old`) or after (`new`) a deployment.
 * @param adopted size of the servers if the flavor is not part of the stack. @default not known
 */
export function usageOf(changes: readonly Change[], side: Side, adopted?: ServerSize): Usage {
  const present = changes.filter((change) => change.isCustom && stateOf(change, side) !== undefined);
  const ofType = (wanted: string) => present.filter(({ type }) => type === wanted);
  const [servers, flavors, networks] = [ofType(SERVER), ofType(FLAVOR), ofType(NETWORK)];
  const sizes = servers.map((server) => sizeOf(server, side, flavors) ?? adopted);
  const ports = ofType(PORT).filter(isVf);
  const largePages = sizes.flatMap((size) => (size?.pageSize ? [[size.pageSize, size.ram] as const] : []));
  return {
    vnfs: servers.length,
    vfs: totals(physicalNetworksOf(ports, side, networks).map((name) => [name, 1])),
    vcpus: sumKnown(sizes.map((size) => size?.vcpus)),
    ram: sumKnown(sizes.map((size) => size?.ram)),
    largePages: totals(largePages),
  };
}

function stateOf({ action, op, old, new: after }: Change, side: Side): StepState | undefined {
  if (side === "old") {
    return action === "create" ? undefined : old;
  }
  return action === "delete" || op === "discard" ? undefined : after;
}

/** The size of a server by its flavor, which is a resource of the stack. */
function sizeOf(server: Change, side: Side, flavors: readonly Change[]): ServerSize | undefined {
  const id = readText(stateOf(server, side), "flavorId");
  // The id of a flavor that is created or replaced is not known before the deployment.
  const flavor =
    flavors.find(({ old }) => id !== undefined && old?.id === id) ??
    (id === undefined && flavors.length === 1 ? flavors[0] : undefined);
  const state = flavor && stateOf(flavor, side);
  const vcpus = readNumber(state, "vcpus");
  const ram = readNumber(state, "ram");
  if (vcpus === undefined || ram === undefined) {
    return undefined;
  }
  const pageSize = readText(state, "extraSpecs", "hw:mem_page_size");
  return { vcpus, ram, ...(pageSize === undefined ? {} : { pageSize }) };
}

/** The physical network of each port on a VF. */
function physicalNetworksOf(ports: readonly Change[], side: Side, networks: readonly Change[]): string[] {
  const nameOf = (network: Change) => readText(stateOf(network, side), "segments", 0, "physicalNetwork");
  const all = [...new Set(networks.map(nameOf).filter((name) => name !== undefined))].sort();
  const byParent = new Map<string, Change[]>();
  for (const port of ports) {
    byParent.set(port.parent, [...(byParent.get(port.parent) ?? []), port]);
  }
  return [...byParent.values()].flatMap((siblings) => {
    const names = siblings.map((port) => physicalNetworkOf(port, side, networks, nameOf));
    // A port in a network that is created too has no id of it yet. A bond has one VF of each network of its pair
    // (components/sriovNetworkPair.ts), so the port is in a network in which no other port of its VNF is.
    const free = all.filter((name) => !names.includes(name));
    return names.map((name) => name ?? free.shift() ?? "an unknown network");
  });
}

function physicalNetworkOf(
  port: Change,
  side: Side,
  networks: readonly Change[],
  nameOf: (network: Change) => string | undefined,
): string | undefined {
  const id = readText(stateOf(port, side), "networkId");
  const network = networks.find(({ old }) => id !== undefined && old?.id === id);
  return (
    (network && nameOf(network)) ??
    physicalNetworkOfBinding(port.old) ??
    (id === undefined ? undefined : `network ${id}`)
  );
}

/** The physical network of a bound port is in its binding profile, which Nova writes. The provider shows it as JSON. */
function physicalNetworkOfBinding(state: StepState | undefined): string | undefined {
  const profile = readProperty(state && { ...state, inputs: {} }, ["binding", "profile"]);
  try {
    const { physical_network: name } = JSON.parse(String(profile)) as { physical_network?: unknown };
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

function totals(pairs: readonly (readonly [string, number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of [...pairs].sort(([one], [other]) => (one < other ? -1 : 1))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return sums;
}

function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number | undefined>(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}
