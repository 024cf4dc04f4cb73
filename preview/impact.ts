import { NETWORK, PORT, SERVER } from "../report/kinds";
import type { Change } from "./change";
import { readProperty, readText } from "./values";

/**
 * What a deployment does to the DNS service of a VNF, worst first. `failover only`: the bond loses one of its VFs, and the other
 * one carries the service. `no interruption`: something of the VNF changes that the guest does not notice.
 */
export const EFFECTS = [
  "deleted",
  "replaced",
  "interrupted",
  "failover only",
  "management interrupted",
  "no interruption",
  "created",
  "untouched",
] as const;

export type Effect = (typeof EFFECTS)[number];

/** The effects that leave a VNF without its DNS service for a time. */
export const INTERRUPTIONS: readonly Effect[] = ["deleted", "replaced", "interrupted"];

/** What a deployment does to one VNF. */
export interface Impact {
  readonly vnf: string;
  readonly effect: Effect;
  /** Why. Sentence parts, such as `Day0 changes`, without text from elsewhere. */
  readonly reasons: readonly string[];
  /** Id of the server before the deployment. @default there is none */
  readonly serverId: string | undefined;
}

interface Cause {
  readonly effect: Effect;
  readonly reason: string;
}

const RESIZE =
  "the flavor changes: Nova resizes the server, which stops it and boots it again, maybe on another host";
const REBUILD = "the image changes: Nova rebuilds the server, and the disk of the guest is lost";

/**
 * What the provider does in place to a server, by the property that changes (resourceComputeInstanceV2Update of
 * terraform-provider-openstack 3.4.0).
 */
const UPDATES_OF_SERVER: Readonly<Record<string, string>> = {
  flavorId: RESIZE,
  flavorName: RESIZE,
  imageId: REBUILD,
  imageName: REBUILD,
  personalities: "the injected files change: Nova rebuilds the server, and the disk of the guest is lost",
  powerState: "the power state changes: Nova stops or starts the server",
};

/** Why the provider replaces a server, by the property that changes. */
const REPLACEMENTS_OF_SERVER: Readonly<Record<string, string>> = {
  userData: "Day0 changes, and cloud-init applies it only to a new server",
  networks: "the ports change, and the provider can't change the ports of a server",
  availabilityZone: "the availability zone changes, and a server keeps its zone",
};

/**
 * The properties whose update in place the guest does not notice, by type (the update functions of
 * terraform-provider-openstack 3.4.0). An update of another property counts as an interruption.
 */
const HARMLESS_UPDATES: Readonly<Record<string, readonly string[]>> = {
  [SERVER]: [
    ...["name", "metadata", "tags", "securityGroups", "adminPass"],
    ...["stopBeforeDestroy", "forceDelete", "vendorOptions"],
  ],
  [PORT]: [
    ...["name", "description", "tags", "fixedIps", "noFixedIp", "securityGroupIds", "noSecurityGroups"],
    ...["portSecurityEnabled", "allowedAddressPairs", "extraDhcpOptions", "dnsName", "qosPolicyId"],
  ],
  [NETWORK]: [
    ...["name", "description", "tags", "mtu", "shared", "external", "dnsDomain"],
    ...["portSecurityEnabled", "qosPolicyId"],
  ],
};

/** What a deployment does to each VNF of the stack, worst first. A VNF is a group of resources that has a server. */
export function impactsOf(changes: readonly Change[]): Impact[] {
  const ports = portsByKey(changes);
  const takenNetworks = new Set(changes.filter(isNetworkTaken).map(({ old }) => old?.id));
  return changes
    .filter(({ type }) => type === SERVER)
    .map((server) => impactOf(server, findPorts(server, ports), takenNetworks))
    .sort((one, other) => EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect));
}

function impactOf(
  server: Change,
  ports: readonly Change[],
  takenNetworks: ReadonlySet<string | undefined>,
): Impact {
  const causes = [...causesOfServer(server), ...causesOfPorts(ports, takenNetworks)];
  const worst = EFFECTS.find((effect) => causes.some((cause) => cause.effect === effect)) ?? "untouched";
  return {
    vnf: server.name,
    effect: worst,
    reasons: [...new Set(causes.filter(({ effect }) => effect === worst).map(({ reason }) => reason))],
    serverId: server.old?.id,
  };
}

/** The ports by their id, and by the URN of their parent. */
function portsByKey(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const ports = new Map<string, Change[]>();
  for (const port of changes.filter(({ type }) => type === PORT)) {
    for (const key of [port.parent, port.old?.id ?? ""]) {
      ports.set(key, [...(ports.get(key) ?? []), port]);
    }
  }
  return ports;
}

/** A VNF's ports and its server have the same parent. In a program without components, the server names its ports. */
function findPorts(server: Change, ports: ReadonlyMap<string, readonly Change[]>): Change[] {
  const attached = readProperty(server.old, ["networks"]);
  const ids = Array.isArray(attached) ? attached.map((nic: { port?: unknown } | null) => nic?.port) : [];
  const isGrouped = server.parent !== "" && !server.parent.includes("pulumi:pulumi:Stack");
  const keys = [...ids, ...(isGrouped ? [server.parent] : [])];
  return [...new Set(keys.flatMap((key) => (typeof key === "string" ? (ports.get(key) ?? []) : [])))];
}

function causesOfServer(server: Change): Cause[] {
  const { type, action, properties, replacedFor } = server;
  switch (action) {
    case "create":
      return [{ effect: "created", reason: "new" }];
    case "delete":
      return [{ effect: "deleted", reason: "the server is deleted" }];
    case "replace":
      return (replacedFor.length > 0 ? replacedFor : [""]).map((property) => ({
        effect: "replaced",
        reason: REPLACEMENTS_OF_SERVER[property] ?? "Pulumi deletes the server and creates a new one",
      }));
    case "update":
      return isHarmless(server)
        ? [{ effect: "no interruption", reason: "the guest does not notice the change of the server" }]
        : properties
            .filter((path) => !isHarmlessUpdate(type, path))
            .map((path) => ({
              effect: "interrupted",
              reason:
                UPDATES_OF_SERVER[firstName(path)] ?? "nobody knows what the provider does for this change",
            }));
    default:
      return [];
  }
}

function causesOfPorts(ports: readonly Change[], takenNetworks: ReadonlySet<string | undefined>): Cause[] {
  const vfs = ports.filter((port) => port.old !== undefined && isVf(port));
  const lost = vfs.filter((port) => isTaken(port) || takenNetworks.has(readText(port.old, "networkId")));
  const isManagementLost = ports.some(
    (port) => port.old !== undefined && !isVf(port) && (isTaken(port) || isReaddressed(port)),
  );
  const isChanged = ports.some(({ action, old }) => action === "update" && old !== undefined);
  return [
    ...(lost.length > 0
      ? [
          lost.length === vfs.length
            ? ({ effect: "interrupted", reason: "the bond loses all its VFs" } as const)
            : ({
                effect: "failover only",
                reason: `the bond loses ${lost.length} of ${vfs.length} VFs`,
              } as const),
        ]
      : []),
    ...(isManagementLost
      ? [
          {
            effect: "management interrupted",
            reason: "a port outside the bond is replaced, or its address changes",
          } as const,
        ]
      : []),
    ...(isChanged
      ? [{ effect: "no interruption", reason: "Neutron changes a port without unbinding it" } as const]
      : []),
  ];
}

/** Whether a port is on a VF. */
export function isVf(port: Change): boolean {
  const { old, new: after } = port;
  return (readText(old, "binding", "vnicType") ?? readText(after, "binding", "vnicType")) === "direct";
}

/** Whether a port is away for a time. */
function isTaken(port: Change): boolean {
  const { action } = port;
  return action === "replace" || action === "delete" || (action === "update" && !isHarmless(port));
}

/** Whether the ports of a network are away for a time. If it is replaced, they are replaced too. */
function isNetworkTaken(network: Change): boolean {
  return network.type === NETWORK && network.action === "update" && !isHarmless(network);
}

function isHarmless({ type, properties }: Change): boolean {
  return properties.every((path) => isHarmlessUpdate(type, path));
}

function isHarmlessUpdate(type: string, path: string): boolean {
  return HARMLESS_UPDATES[type]?.includes(firstName(path)) === true;
}

function isReaddressed({ action, properties }: Change): boolean {
  return action === "update" && properties.some((path) => path.endsWith(".ipAddress"));
}

function firstName(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
