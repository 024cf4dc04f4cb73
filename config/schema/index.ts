import { z } from "zod";
import { bondSchema } from "./bond";
import { flavorSchema, imageSchema } from "./compute";
import { day0Schema } from "./day0";
import { drillSchema } from "./drill";
import { healSchema } from "./heal";
import { ovsNetworkSchema, sriovNetworkSchema } from "./network";
import { verificationSchema } from "./verification";
import { vnfSchema } from "./vnf";

/** Everything that `Pulumi.<stack>.yaml` may say in plain text, below the namespace `cpnr`. */
export const settingsSchema = z.strictObject({
  image: imageSchema.describe("Image of the VNFs, in Glance."),
  orchestration: ovsNetworkSchema
    .optional()
    .describe("The orchestration network (seed, step 1.1). Without it the VNFs have no port for it."),
  management: ovsNetworkSchema.describe(
    "The management network (seed, step 1.2), over which verification logs in.",
  ),
  sriov: z
    .tuple([sriovNetworkSchema, sriovNetworkSchema])
    .describe("The two SR-IOV networks whose VFs make the bond (seed, step 1.3)."),
  flavor: flavorSchema.describe("The flavor that spans NUMA nodes (seed, step 2)."),
  bond: bondSchema.prefault({}).describe("The bond in the guest (seed, step 3)."),
  day0: day0Schema.describe("What the guest is told at its first boot (seed, Day0)."),
  verification: verificationSchema.prefault({}).describe("How the bond is proven after the deployment."),
  drill: drillSchema
    .optional()
    .describe(
      "The failover drill (make drill). Without it there is none: a drill takes VFs away that carry traffic.",
    ),
  heal: healSchema.prefault({}).describe("How VNFs that fail are recovered (make heal)."),
  vnfs: z.array(vnfSchema).min(1).describe("The VNFs, deployed and replaced one after the other."),
});

/** A stack's settings, checked and with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
export type { BondSettings, LinkMonitorSettings } from "./bond";
export type { FlavorSettings, ImageSettings } from "./compute";
export type { Day0Settings } from "./day0";
export type { DrillSettings } from "./drill";
export type { HealSettings } from "./heal";
export type { OvsNetworkSettings, SriovNetworkSettings, SubnetSettings } from "./network";
export type { ClientSettings, SshServerSettings, VerificationSettings } from "./verification";
export type { VnfSettings } from "./vnf";
