import { isOurs } from "../openstack/mark";
import type { Flavor } from "../openstack/resources";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { check } from "./check";
import type { Situation } from "./situation";

/** A flavor to adopt is there and spans NUMA nodes as it must; the name of one to be created is free. */
export function flavor({ plan: { flavor: wanted }, survey, owner }: Situation): Finding[] {
  const subject = check("flavor", wanted.name);
  return [
    subject.given(survey.flavors, (flavors) => {
      const found = flavors.find(({ name }) => name === wanted.name);
      if (wanted.adopt) {
        return adopted(wanted, found, flavors);
      }
      if (found === undefined) {
        return "known" in survey.hypervisors
          ? subject.pass("The name is free.")
          : subject.notChecked(
              "These credentials see no flavor of the name, but not every private one either.",
            );
      }
      return isOurs(owner, found)
        ? subject.pass("It is there, this stack's own.")
        : subject.fail(
            `The cloud has a flavor "${wanted.name}" already: set cpnr:flavor.adopt to true to use it, or choose another name.`,
          );
    }),
  ];
}

function adopted({ name }: Plan["flavor"], found: Flavor | undefined, all: readonly Flavor[]): Finding {
  const subject = check("flavor", name);
  if (found === undefined) {
    const meant = didYouMean(
      name,
      all.map((other) => other.name),
    );
    return subject.fail(
      `There is no flavor "${name}" to adopt: correct cpnr:flavor.name, or leave adopt out to have it created${meant}`,
    );
  }
  if (found.extra_specs === undefined) {
    return subject.notChecked("Nova does not show these credentials the flavor's extra specs.");
  }
  const faults = faultsOf(found, found.extra_specs);
  return faults.length === 0
    ? subject.pass(
        `It spans ${found.extra_specs["hw:numa_nodes"]} NUMA nodes with ${found.vcpus} dedicated CPUs and ${found.ram} MiB in large pages.`,
      )
    : subject.fail(`It ${faults.join(", and ")}: adopt another flavor, or correct its extra specs.`);
}

function faultsOf({ vcpus, ram }: Flavor, specs: Readonly<Record<string, string>>): string[] {
  const nodes = Number(specs["hw:numa_nodes"] ?? 1);
  const policy = specs["hw:cpu_policy"] ?? "shared";
  const pages = specs["hw:mem_page_size"] ?? "small";
  return [
    ...(nodes >= 2
      ? []
      : [
          `spans ${nodes} NUMA node, so it can't reach the NICs of two (hw:numa_nodes is ${specs["hw:numa_nodes"] ?? "missing"}, and must be 2 or more)`,
        ]),
    ...(policy === "dedicated" ? [] : [`has ${policy} CPUs (hw:cpu_policy must be dedicated)`]),
    ...(["small", "any", "4KB", "4"].includes(pages)
      ? [`has ${pages} memory pages (hw:mem_page_size must be large, or a large size)`]
      : []),
    ...(specs["hw:numa_cpus.0"] === undefined && vcpus % nodes !== 0
      ? [`has ${vcpus} vCPUs, which do not divide over ${nodes} NUMA nodes`]
      : []),
    ...(specs["hw:numa_mem.0"] === undefined && ram % nodes !== 0
      ? [`has ${ram} MiB of RAM, which do not divide over ${nodes} NUMA nodes`]
      : []),
  ];
}
