import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/arguments";
import { FLAVOR_SPEC } from "../openstack/mark";
import { requireNoFaults } from "./argumentFaults";
import { explained } from "./explained";
import * as lookup from "./lookup";
import { thisStack } from "./owner";

export interface CrossNumaFlavorArgs {
  /** Name in Nova. @default the component's name */
  readonly name?: string | undefined;
  /** Whether the flavor exists already: it is looked up, and nothing else of these arguments counts. @default false */
  readonly adopt?: boolean | undefined;
  /** RAM in MiB, the same on each NUMA node. @default 8192 */
  readonly ram?: number | undefined;
  /** vCPUs, as many on each NUMA node. @default 4 */
  readonly vcpus?: number | undefined;
  /** Root disk in GiB. @default 40 */
  readonly disk?: number | undefined;
  /** Host NUMA nodes that a server spans: hw:numa_nodes. @default 2 */
  readonly numaNodes?: number | undefined;
  /** Size of the memory's pages: hw:mem_page_size. @default "large", which is any but the smallest */
  readonly pageSize?: "large" | "2MB" | "1GB" | undefined;
  /** Mark of what is created, `<project>/<stack>`, as the extra spec `cpnr:stack`. @default the running stack */
  readonly owner?: string | undefined;
}

/**
 * A flavor whose servers span host NUMA nodes, so that they reach the NICs of each: dedicated CPUs, large pages (Cisco
 * guide, steps 2.1 and 2.2; Nova's admin/networking guide: "split the guest across two or more host NUMA nodes").
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
    const { owner = thisStack(), ...chosen } = args;
    const { sound, faults } = examineSections({ flavor: { ...chosen, name: chosen.name ?? name } });
    requireNoFaults(`CrossNumaFlavor "${name}"`, faults, [["flavor", ""]]);
    const { flavor } = sound;
    this.numaNodes = flavor.numaNodes;
    this.flavorId = flavor.adopt
      ? lookup.flavorId(flavor.name, { parent: this })
      : new openstack.compute.Flavor(
          `${name}-flavor`,
          {
            name: flavor.name,
            ram: flavor.ram,
            vcpus: flavor.vcpus,
            disk: flavor.disk,
            isPublic: true,
            extraSpecs: {
              "hw:numa_nodes": String(flavor.numaNodes),
              "hw:cpu_policy": "dedicated",
              "hw:mem_page_size": flavor.pageSize,
              [FLAVOR_SPEC]: owner,
            },
          },
          // Flavors' names are unique in a cloud.
          { parent: this, hooks: explained(), deleteBeforeReplace: true },
        ).id;
    this.registerOutputs({ flavorId: this.flavorId });
  }
}
