import { z } from "zod";
import { name } from "./primitives";

export const imageSchema = z.strictObject({
  name: name.describe("Name in Glance, the newest image of that name; or its id."),
  properties: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Properties that the image must have, such as hw_firmware_type: uefi. Preflight compares them.",
    ),
});

export const flavorSchema = z.strictObject({
  name: name.describe("Name in Nova."),
  adopt: z
    .boolean()
    .default(false)
    .describe(
      "Use a flavor that exists already; it must span NUMA nodes, with dedicated CPUs and large pages.",
    ),
  ram: z.int().positive().default(8192).describe("RAM in MiB, the same on each NUMA node (seed, step 2.1)."),
  vcpus: z.int().positive().default(4).describe("vCPUs, as many on each NUMA node (seed, step 2.1)."),
  disk: z.int().nonnegative().default(40).describe("Root disk in GiB (seed, step 2.1)."),
  numaNodes: z
    .int()
    .min(2)
    .max(64)
    .default(2)
    .describe("Host NUMA nodes that a server spans: hw:numa_nodes (seed, step 2.2)."),
  pageSize: z
    .enum(["large", "2MB", "1GB"])
    .default("large")
    .describe("Size of the memory's pages: hw:mem_page_size (seed, step 2.2). large: any but the smallest."),
});

export type ImageSettings = z.output<typeof imageSchema>;
export type FlavorSettings = z.output<typeof flavorSchema>;
