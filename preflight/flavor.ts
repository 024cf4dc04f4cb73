import { isOurs } from "../openstack/mark";
import type { Flavor } from "../openstack/resources";
import { extraSpecsOf } from "../plan/flavor";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { createCheck } from "./check";
import { type ServerTopology, serverTopology } from "./serverTopology";
import type { Situation } from "./situation";

/** Checks that a flavor to adopt exists and spans NUMA nodes, or that the name of a flavor to create is free. */
export function checkFlavor({ plan: { flavor: wanted }, survey, owner }: Situation): Finding[] {
  const check = createCheck("flavor", wanted.name);
  return [
    check.ifKnown(survey.flavors, (flavors) => {
      const found = flavors.find(({ name }) => name === wanted.name);
      if (wanted.adopt) {
        return checkAdopted(wanted, found, flavors);
      }
      if (found === undefined) {
        return "known" in survey.hypervisors
          ? check.pass("The name is free.")
          : check.notChecked(
              "These credentials see no flavor with this name, but they do not see all private flavors.",
            );
      }
      return isOurs(owner, found)
        ? check.pass("It exists (created by this stack).")
        : check.fail(
            `The cloud already has a flavor "${wanted.name}": set cpnr:flavor.adopt to true to use it, or choose another name.`,
          );
    }),
  ];
}

function checkAdopted({ name }: Plan["flavor"], found: Flavor | undefined, all: readonly Flavor[]): Finding {
  const check = createCheck("flavor", name);
  if (found === undefined) {
    const suggestion = didYouMean(
      name,
      all.map((other) => other.name),
    );
    return check.fail(
      `There is no flavor "${name}" to adopt: correct cpnr:flavor.name, or remove adopt to create the flavor${suggestion}`,
    );
  }
  if (found.extra_specs === undefined) {
    return check.notChecked("Nova does not show the extra specs of the flavor to these credentials.");
  }
  const topology = serverTopology({ ...found, specs: found.extra_specs });
  const advice = "adopt another flavor, or correct its extra specs.";
  if ("refused" in topology) {
    return check.fail(`Nova refuses the flavor: ${topology.refused}: ${advice}`);
  }
  const faults = faultsOf(topology, found.extra_specs);
  return faults.length === 0
    ? check.pass(
        `The flavor spans ${topology.memory.length} NUMA nodes, with ${found.vcpus} dedicated CPUs and ${found.ram} MiB of RAM in large pages.`,
      )
    : check.fail(`The flavor ${faults.join(", and ")}: ${advice}`);
}

/** Checks what the flavor and the properties of the image ask for together, if the image asks for anything. */
export function checkFlavorWithImage({ plan: { flavor, image }, survey }: Situation): Finding[] {
  const check = createCheck("flavor and image", image.name);
  if ("unknown" in survey.images || "unknown" in survey.flavors) {
    return [];
  }
  const [newest] = survey.images.known;
  const asked = TOPOLOGY_PROPERTIES.filter((property) => newest?.[property] !== undefined);
  const found = flavor.adopt
    ? survey.flavors.known.find(({ name }) => name === flavor.name)
    : { ...flavor, extra_specs: extraSpecsOf(flavor) };
  if (newest === undefined || asked.length === 0 || found?.extra_specs === undefined) {
    return [];
  }
  const properties = asked.map((property) => `${property}=${newest[property]}`).join(", ");
  const topology = serverTopology({ ...found, specs: found.extra_specs }, newest);
  const advice = "use another image, or remove the property (openstack image unset --property).";
  if ("refused" in topology) {
    return [
      check.fail(`Nova refuses the flavor with the image (${properties}): ${topology.refused}: ${advice}`),
    ];
  }
  const faults = faultsOf(topology, found.extra_specs);
  return [
    faults.length === 0
      ? check.pass(`The image has ${properties}, which the flavor allows.`)
      : check.fail(`With the image (${properties}) the server ${faults.join(", and ")}: ${advice}`),
  ];
}

/** Properties of an image that take part in the NUMA topology of a server. */
const TOPOLOGY_PROPERTIES = ["hw_numa_nodes", "hw_cpu_policy", "hw_mem_page_size"] as const;

/** Size of the smallest page of an x86-64 host, and of its smallest large page, in KiB. */
const SMALLEST_PAGE = 4;
const SMALLEST_LARGE_PAGE = 2048;

/** Why a server with this topology is no VNF whose bond spans two NUMA nodes, each as the end of a sentence. */
function faultsOf(
  { memory, policy, pageSize }: ServerTopology,
  specs: Readonly<Record<string, string>>,
): string[] {
  const nodes = memory.length;
  const isSmall = pageSize === undefined || pageSize === "small" || pageSize === "any";
  const size = typeof pageSize === "number" ? pageSize : SMALLEST_LARGE_PAGE;
  const uneven = memory.find((mib) => (mib * 1024) % size !== 0);
  return [
    ...(nodes >= 2
      ? []
      : [
          `spans ${nodes} NUMA node, so it can't reach NICs on two (hw:numa_nodes is ${specs["hw:numa_nodes"] ?? "missing"}, but must be 2 or more)`,
        ]),
    ...(policy === "dedicated" ? [] : [`has ${policy} CPUs (hw:cpu_policy must be dedicated)`]),
    ...(isSmall || size <= SMALLEST_PAGE
      ? [`has ${pageSize ?? "small"} memory pages (hw:mem_page_size must be large, or a large size)`]
      : uneven !== undefined
        ? [`has ${uneven} MiB on a NUMA node, which is not a whole number of pages of ${size} KiB`]
        : []),
  ];
}
