import { z } from "zod";
import { NUMA_POLICIES } from "../../plan/numaPolicy";
import { name } from "./primitives";

export const imageSchema = z.strictObject({
  name: name.describe(
    "Name or id of the image in Glance. If several images have the name, the newest one is used.",
  ),
  properties: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Properties that the image must have, such as hw_firmware_type: uefi. Preflight compares them with the image.",
    ),
});

export const flavorSchema = z.strictObject({
  name: name.describe("Name of the flavor in Nova."),
  adopt: z
    .boolean()
    .default(false)
    .describe("Use an existing flavor. It must span NUMA nodes and have dedicated CPUs and large pages."),
  ram: z
    .int()
    .positive()
    .default(8192)
    .describe("Total RAM in MiB. Each NUMA node has an equal share (Cisco guide, step 2.1)."),
  vcpus: z
    .int()
    .positive()
    .default(4)
    .describe("Total number of vCPUs. Each NUMA node has an equal share (Cisco guide, step 2.1)."),
  disk: z.int().nonnegative().default(40).describe("Root disk in GiB (Cisco guide, step 2.1)."),
  numaNodes: z
    .int()
    .min(2)
    .max(64)
    .default(2)
    .describe("Number of host NUMA nodes that the server spans: hw:numa_nodes (Cisco guide, step 2.2)."),
  pageSize: z
    .enum(["large", "2MB", "1GB"])
    .default("large")
    .describe(
      "Memory page size: hw:mem_page_size (Cisco guide, step 2.2). large means any size except the smallest.",
    ),
  pciNumaPolicy: z
    .enum(NUMA_POLICIES)
    .optional()
    .describe(
      "How Nova chooses the NUMA nodes of all VFs: hw:pci_numa_affinity_policy. numaPolicy of an SR-IOV network has precedence. If not set, the image's policy holds, otherwise legacy.",
    ),
});

export type ImageSettings = z.output<typeof imageSchema>;
export type FlavorSettings = z.output<typeof flavorSchema>;
