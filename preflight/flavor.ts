import { isOurs } from "../openstack/mark";
import type { Flavor } from "../openstack/resources";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { createCheck } from "./check";
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
  const faults = findFaults(found, found.extra_specs);
  return faults.length === 0
    ? check.pass(
        `The flavor spans ${found.extra_specs["hw:numa_nodes"]} NUMA nodes, with ${found.vcpus} dedicated CPUs and ${found.ram} MiB of RAM in large pages.`,
      )
    : check.fail(`The flavor ${faults.join(", and ")}: adopt another flavor, or correct its extra specs.`);
}

/** Whether a flavor asks Placement for dedicated CPUs itself (nova.objects.instance_numa, _get_vcpu_pcpu_resources). */
function asksForPinnedCpus(specs: Readonly<Record<string, string>>): boolean {
  return Number(specs["resources:PCPU"] ?? 0) > 0;
}

function findFaults({ vcpus, ram }: Flavor, specs: Readonly<Record<string, string>>): string[] {
  const nodes = Number(specs["hw:numa_nodes"] ?? 1);
  const policy = specs["hw:cpu_policy"] ?? (asksForPinnedCpus(specs) ? "dedicated" : "shared");
  const pages = specs["hw:mem_page_size"] ?? "small";
  return [
    ...(nodes >= 2
      ? []
      : [
          `spans ${nodes} NUMA node, so it can't reach NICs on two (hw:numa_nodes is ${specs["hw:numa_nodes"] ?? "missing"}, but must be 2 or more)`,
        ]),
    ...(policy === "dedicated" ? [] : [`has ${policy} CPUs (hw:cpu_policy must be dedicated)`]),
    ...(["small", "any", "4KB", "4"].includes(pages)
      ? [`has ${pages} memory pages (hw:mem_page_size must be large, or a large size)`]
      : []),
    ...(specs["hw:numa_cpus.0"] === undefined && vcpus % nodes !== 0
      ? [`has ${vcpus} vCPUs, which can't be divided equally between ${nodes} NUMA nodes`]
      : []),
    ...(specs["hw:numa_mem.0"] === undefined && ram % nodes !== 0
      ? [`has ${ram} MiB of RAM, which can't be divided equally between ${nodes} NUMA nodes`]
      : []),
  ];
}
