import { z } from "zod";
import { bondSchema } from "./bond";
import { cloudSchema } from "./cloud";
import { flavorSchema, imageSchema } from "./compute";
import { day0Schema } from "./day0";
import { drillSchema } from "./drill";
import { healSchema } from "./heal";
import { ovsNetworkSchema, sriovNetworkSchema } from "./network";
import { placementSchema } from "./placement";
import { rolloutSchema } from "./rollout";
import { verificationSchema } from "./verification";
import { vnfSchema } from "./vnf";

/** All plain-text settings of `Pulumi.<stack>.yaml`, below the namespace `cpnr`. */
export const settingsSchema = z.strictObject({
  image: imageSchema.describe("Image of the VNFs in Glance."),
  orchestration: ovsNetworkSchema
    .optional()
    .describe("Orchestration network (Cisco guide, step 1.1). If not set, the VNFs have no port in it."),
  management: ovsNetworkSchema.describe(
    "Management network (Cisco guide, step 1.2). Verification logs in over it.",
  ),
  sriov: z
    .tuple([sriovNetworkSchema, sriovNetworkSchema])
    .describe("The two SR-IOV networks. Their VFs are the slaves of the bond (Cisco guide, step 1.3)."),
  flavor: flavorSchema.describe("Flavor of the servers. It spans NUMA nodes (Cisco guide, step 2)."),
  bond: bondSchema.prefault({}).describe("Bond in the guest (Cisco guide, step 3)."),
  day0: day0Schema.describe("Configuration of the guest at its first boot (Cisco guide, Day0)."),
  verification: verificationSchema.prefault({}).describe("Verification of the bond after the deployment."),
  drill: drillSchema
    .optional()
    .describe(
      "Failover drill (make drill). If not set, no drill is allowed: a drill takes away VFs that carry traffic.",
    ),
  heal: healSchema.prefault({}).describe("Recovery of VNFs that fail (make heal)."),
  rollout: rolloutSchema
    .prefault({})
    .describe(
      "Order in which the VNFs are made and replaced. New VNFs are made at the same time, and all are destroyed at the same time.",
    ),
  placement: placementSchema
    .prefault({})
    .describe(
      "Hosts and availability zones of the VNFs. By default, no two VNFs of a stack share a host if possible.",
    ),
  cloud: cloudSchema.prefault({}).describe("Requests of preflight and the commands to the cloud's APIs."),
  vnfs: z
    .array(vnfSchema)
    .min(1)
    .describe("VNFs. The order in which they are made and replaced is that of cpnr:rollout."),
});

/** Checked settings of a stack, with all defaults filled in. */
export type Settings = z.output<typeof settingsSchema>;
export type { BondSettings, LinkMonitorSettings } from "./bond";
export type { CloudSettings } from "./cloud";
export type { FlavorSettings, ImageSettings } from "./compute";
export type { Day0Settings } from "./day0";
export type { DrillSettings } from "./drill";
export type { HealSettings } from "./heal";
export type { OvsNetworkSettings, SriovNetworkSettings, SubnetSettings } from "./network";
export type { PlacementSettings } from "./placement";
export type { RolloutSettings } from "./rollout";
export type { ClientSettings, SshServerSettings, VerificationSettings } from "./verification";
export type { VnfSettings } from "./vnf";
