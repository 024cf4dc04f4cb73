import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { FLAVOR_SPEC } from "../openstack/mark";
import type { Flavor } from "../plan/plan";
import { explained } from "./explained";
import * as lookup from "./lookup";

export interface CrossNumaFlavorArgs {
  /** Name and size, or the name of a flavor to adopt. */
  readonly flavor: Flavor;
  /** The stack that a flavor to be created belongs to, as its extra spec `cpnr:stack`. */
  readonly owner: string;
}

/**
 * A flavor whose servers span host NUMA nodes, so that they reach the NICs of each: dedicated CPUs, large pages
 * (seed, steps 2.1 and 2.2; Nova's admin/networking guide: "split the guest across two or more host NUMA nodes").
 */
export class CrossNumaFlavor extends pulumi.ComponentResource {
  readonly flavorId: pulumi.Output<string>;

  constructor(name: string, { flavor, owner }: CrossNumaFlavorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:CrossNumaFlavor", name, {}, opts);
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
