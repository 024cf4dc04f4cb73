import { FLAVOR, NETWORK, PORT, SERVER, SERVER_GROUP, SUBNET } from "../report/kinds";
import type { StepState } from "./events";

/** The engine's texts for a value that is known only after the deployment (plugin/rpc.go of Pulumi's SDK for Go). */
const UNKNOWN: readonly unknown[] = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
];

/** Key of special values in Pulumi, such as secrets. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * The properties whose values a comment may show, by type; indexes of lists are left out. All others are named only. So a
 * value that somebody forgot to mark as a secret does not appear.
 */
const SHOWN_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  [SERVER]: ["name", "flavorName", "imageName", "availabilityZone", "powerState"],
  [SERVER_GROUP]: ["name", "policies"],
  [PORT]: ["name", "fixedIps.ipAddress", "adminStateUp", "binding.vnicType", "portSecurityEnabled"],
  [NETWORK]: [
    "name",
    "mtu",
    "adminStateUp",
    "segments.networkType",
    "segments.physicalNetwork",
    "segments.segmentationId",
  ],
  [SUBNET]: ["name", "cidr", "gatewayIp", "enableDhcp", "allocationPools.start", "allocationPools.end"],
  [FLAVOR]: [
    "name",
    "ram",
    "vcpus",
    "disk",
    "extraSpecs.hw:numa_nodes",
    "extraSpecs.hw:cpu_policy",
    "extraSpecs.hw:mem_page_size",
  ],
};

/** Reads a property of a state by its path, from the inputs, or from the outputs that the provider added. */
export function readProperty(
  state: StepState | null | undefined,
  path: readonly (string | number)[],
): unknown {
  return readPath(state?.inputs, path) ?? readPath(state?.outputs, path);
}

/** Reads a text that is known and no secret. */
export function readText(
  state: StepState | null | undefined,
  ...path: readonly (string | number)[]
): string | undefined {
  const value = readProperty(state, path);
  return typeof value === "string" && value !== "" && isKnown(value) ? value : undefined;
}

/** Reads a number that is known. */
export function readNumber(
  state: StepState | null | undefined,
  ...path: readonly (string | number)[]
): number | undefined {
  const value = readProperty(state, path);
  return typeof value === "number" ? value : undefined;
}

/** Parses a path of Pulumi, such as `segments[0].segmentationId` or `extraSpecs["hw:numa_nodes"]`. */
export function parsePath(path: string): (string | number)[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    index === undefined ? (quoted?.replace(/\\(.)/g, "$1") ?? name ?? "") : Number(index),
  );
}

/**
 * The value of a property as a comment may show it: its text; `[secret]`; `known after the deployment`; `none`. undefined if
 * the property is not on the list.
 */
export function shownValue(
  type: string,
  path: readonly (string | number)[],
  state: StepState | null | undefined,
): string | undefined {
  const property = path.filter((part) => typeof part === "string").join(".");
  if (!SHOWN_PROPERTIES[type]?.includes(property)) {
    return undefined;
  }
  const value = readProperty(state, path);
  if (isSecret(value)) {
    return "[secret]";
  }
  if (value === undefined || value === null) {
    return "none";
  }
  if (!["string", "number", "boolean"].includes(typeof value)) {
    return undefined;
  }
  return isKnown(value) ? String(value) : "known after the deployment";
}

function isKnown(value: unknown): boolean {
  return !UNKNOWN.includes(value);
}

function isSecret(value: unknown): boolean {
  return (
    (typeof value === "object" && value !== null && SIGNATURE in value) ||
    (typeof value === "string" && value.includes("[secret]"))
  );
}

function readPath(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );
}
