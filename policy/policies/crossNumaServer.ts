import { type Finding, type StackCheck, unseen, violation } from "../check";
import { type Data, isGiven, UNKNOWN, valueAt } from "../data";
import { label, type StackResource, TYPES } from "../resource";
import { type SriovServer, sriovServers } from "../sriov";

export const crossNumaServer: StackCheck<object> = {
  name: "cross-numa-server",
  description:
    "A server with direct ports has them on two physical networks, and its flavor has hw:numa_nodes of 2 or more, dedicated CPUs and large pages.",
  level: "mandatory",
  *findInStack(stack) {
    const flavors = stack.filter(({ type }) => type === TYPES.flavor);
    for (const sriovServer of sriovServers(stack)) {
      yield* findOnePhysicalNetwork(sriovServer);
      if (sriovServer.ports.length > 0) {
        yield* findWrongFlavor(sriovServer.server, flavors);
      }
    }
  },
};

function* findOnePhysicalNetwork({ server, ports, hasUnseenPorts }: SriovServer): Generator<Finding> {
  const known = ports.flatMap(({ physicalNetwork }) => physicalNetwork ?? []);
  if (new Set(known).size >= 2) {
    return;
  }
  if (hasUnseenPorts) {
    yield unseen(server, "it has ports that are not in this stack");
  } else if (known.length < ports.length) {
    yield unseen(server, "the physical network of a direct port's network is not in this stack");
  } else {
    yield violation(
      server,
      `The ${label(server)} has direct ports on one physical network only (${known[0]}): add a direct port on a physical network whose NIC is on another NUMA node, and bond the two VFs.`,
    );
  }
}

/** Nova's extra specs for a server that reaches the NICs of two NUMA nodes, with a test of the value. */
const SPECS: readonly (readonly [key: string, expected: string, isRight: (value: string) => boolean])[] = [
  ["hw:numa_nodes", "2 or more", (value) => Number(value) >= 2],
  ["hw:cpu_policy", "dedicated", (value) => value === "dedicated"],
  ["hw:mem_page_size", "large, 2MB or 1GB", isLargePageSize],
];

function* findWrongFlavor(server: StackResource, flavors: readonly StackResource[]): Generator<Finding> {
  const flavor = flavorOf(server, flavors);
  if (flavor === undefined) {
    yield unseen(server, "its flavor is not in this stack");
    return;
  }
  for (const [key, expected, isRight] of SPECS) {
    const value = valueAt(flavor.inputs, "extraSpecs", key);
    if (value === UNKNOWN) {
      yield unseen(server, `${key} of its flavor is not known in a preview`);
    } else if (!isGiven(value) || !isRight(String(value))) {
      yield violation(
        server,
        `The ${label(flavor)} of the ${label(server)}, which has direct ports, has ${key} ${isGiven(value) ? String(value) : "not set"}, expected ${expected}: set it in extraSpecs of the flavor.`,
      );
    }
  }
}

function flavorOf(server: StackResource, flavors: readonly StackResource[]): StackResource | undefined {
  const byId = server.dependencies("flavorId", TYPES.flavor);
  if (byId.length === 1) {
    return byId[0];
  }
  const name: Data = valueAt(server.inputs, "flavorName");
  return typeof name === "string" && name !== ""
    ? flavors.find(({ inputs }) => valueAt(inputs, "name") === name)
    : undefined;
}

/** Whether Nova gives pages larger than the smallest, 4 KiB: `large`, or a size in KiB or with a unit (nova/virt/hardware.py). */
function isLargePageSize(value: string): boolean {
  const [, size, unit] = /^(\d+)\s*([KMGT]?)i?B?$/i.exec(value) ?? [];
  return value === "large" || (size !== undefined && (/[MGT]/i.test(unit ?? "") || Number(size) > 4));
}
