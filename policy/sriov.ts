import { type Data, isGiven, listAt, UNKNOWN, valueAt } from "./data";
import { type Resource, type StackResource, TYPES } from "./resource";

/** A direct port of a stack, with what is known about its network. */
export interface DirectPort {
  readonly port: StackResource;
  /** The network, if it is in the stack. */
  readonly network?: StackResource | undefined;
  readonly physicalNetwork?: string | undefined;
  readonly vlan?: number | undefined;
}

/** A server of a stack with its direct ports. */
export interface SriovServer {
  readonly server: StackResource;
  readonly ports: readonly DirectPort[];
  /** Whether the server has ports that are not in the stack, and that can be direct ports. */
  readonly hasUnseenPorts: boolean;
}

/** The direct ports of a stack. */
export function directPorts(stack: readonly StackResource[]): DirectPort[] {
  return stack.filter(isDirect).map(toDirectPort);
}

/** The servers of a stack that have direct ports, or can have. */
export function sriovServers(stack: readonly StackResource[]): SriovServer[] {
  return stack
    .filter(({ type }) => type === TYPES.server)
    .map((server) => {
      const ports = server.dependencies("networks", TYPES.port);
      const nics = listAt(server.inputs, "networks");
      const hasUnseenPorts =
        nics === UNKNOWN ||
        nics.filter((nic) => isGiven(valueAt(nic, "port"))).length > ports.length ||
        ports.some((port) => vnicTypeOf(port) === UNKNOWN);
      return { server, ports: ports.filter(isDirect).map(toDirectPort), hasUnseenPorts };
    })
    .filter(({ ports, hasUnseenPorts }) => ports.length > 0 || hasUnseenPorts);
}

export function isDirect(resource: Resource): boolean {
  return resource.type === TYPES.port && vnicTypeOf(resource) === "direct";
}

/**
 * The vnic type of a port. A direct port with hardware offload (switchdev) is a port of the virtual switch, which filters its
 * traffic: its type here is `normal`.
 */
export function vnicTypeOf({ inputs }: Resource): Data {
  const vnicType = valueAt(inputs, "binding", "vnicType");
  const offloads = [
    valueAt(inputs, "binding", "profile"),
    valueAt(inputs, "valueSpecs", "hardware_offload_type"),
  ];
  const isOffloaded = offloads.some((offload) => String(offload).includes("switchdev"));
  return vnicType === "direct" && isOffloaded ? "normal" : vnicType;
}

function toDirectPort(port: StackResource): DirectPort {
  // An id that depends on two networks can be the id of either.
  const [network, ...others] = port.dependencies("networkId", TYPES.network);
  if (network === undefined || others.length > 0) {
    return { port };
  }
  const segments = listAt(network.inputs, "segments");
  const [segment] = segments === UNKNOWN || segments.length > 1 ? [] : segments;
  return {
    port,
    network,
    physicalNetwork: textOf(valueAt(segment, "physicalNetwork")),
    vlan: numberOf(valueAt(segment, "segmentationId")),
  };
}

function textOf(data: Data): string | undefined {
  return typeof data === "string" && data !== "" ? data : undefined;
}

function numberOf(data: Data): number | undefined {
  return typeof data === "number" ? data : undefined;
}
