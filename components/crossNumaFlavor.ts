import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/settings";
import { FLAVOR_SPEC, markOf } from "../openstack/mark";
import { extraSpecsOf } from "../plan/flavor";
import type { NumaPolicy } from "../plan/numaPolicy";
import { requireNoFaults } from "./argumentFaults";
import * as lookup from "./lookup";
import { currentStack } from "./owner";
import { resourceHooks } from "./resourceHooks";

export interface CrossNumaFlavorArgs {
  /** Name in Nova. @default the component's name */
  readonly name?: string | undefined;
  /** Whether the flavor exists already. It is then looked up by name, and the other arguments are ignored. @default false */
  readonly adopt?: boolean | undefined;
  /** RAM in MiB, divided equally over the NUMA nodes. @default 8192 */
  readonly ram?: number | undefined;
  /** vCPUs, divided equally over the NUMA nodes. @default 4 */
  readonly vcpus?: number | undefined;
  /** Root disk in GiB. @default 40 */
  readonly disk?: number | undefined;
  /** Host NUMA nodes that a server spans: hw:numa_nodes. @default 2 */
  readonly numaNodes?: number | undefined;
  /** Size of the memory pages: hw:mem_page_size. @default "large": any size but the smallest */
  readonly pageSize?: "large" | "2MB" | "1GB" | undefined;
  /** How Nova chooses the NUMA nodes of the VFs: hw:pci_numa_affinity_policy. @default that of the image, otherwise "legacy" */
  readonly pciNumaPolicy?: NumaPolicy | undefined;
  /** Mark on the created flavor, `<project>/<stack>`, as the extra spec `cpnr:stack`. @default the running stack */
  readonly owner?: string | undefined;
}

/**
 * A flavor whose servers span several host NUMA nodes, with dedicated CPUs and large pages, so that a server reaches the NICs of
 * each node (Cisco guide, steps 2.1 and 2.2; Nova's admin/networking guide: "split the guest across two or more host NUMA nodes").
 *
 * @example
 * ```ts
 * const { flavorId } = new CrossNumaFlavor("dns", { ram: 4096, vcpus: 2, disk: 20 });
 * ```
 */
export class CrossNumaFlavor extends pulumi.ComponentResource {
  readonly flavorId: pulumi.Output<string>;
  /** Host NUMA nodes that a server spans. */
  readonly numaNodes: number;

  /** @throws {pulumi.RunError} with every fault of the arguments, such as vCPUs that do not divide over the NUMA nodes */
  constructor(name: string, args: CrossNumaFlavorArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:CrossNumaFlavor", name, {}, opts);
    const { owner = currentStack(), ...chosen } = args;
    const { validSections, faults } = examineSections({ flavor: { ...chosen, name: chosen.name ?? name } });
    requireNoFaults(`CrossNumaFlavor "${name}"`, faults, [["flavor", ""]]);
    const { flavor } = validSections;
    this.numaNodes = flavor.numaNodes;
    this.flavorId = flavor.adopt
      ? lookup.flavorId(flavor.name, { parent: this })
      : new openstack.compute.Flavor(
          `${name}-flavor`,
          {
            name: flavor.name,
            description: markOf(owner),
            ram: flavor.ram,
            vcpus: flavor.vcpus,
            disk: flavor.disk,
            isPublic: true,
            extraSpecs: { ...extraSpecsOf(flavor), [FLAVOR_SPEC]: owner },
          },
          {
            parent: this,
            hooks: resourceHooks(),
            // The name of a flavor is unique in a cloud.
            deleteBeforeReplace: true,
            // A flavor of an earlier version has no description.
            ignoreChanges: ["description"],
          },
        ).id;
    this.registerOutputs({ flavorId: this.flavorId });
  }
}
