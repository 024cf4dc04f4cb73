import { z } from "zod";
import { DEFAULT_POLICY } from "../../plan/placement";
import { zoneOrHost } from "./primitives";

export const placementSchema = z.strictObject({
  policy: z
    .enum(["soft-anti-affinity", "anti-affinity", "none"])
    .default(DEFAULT_POLICY)
    .describe(
      "Policy of the server group that the program creates for the VNFs. anti-affinity: Nova creates no server on a host that has another VNF of the stack. soft-anti-affinity: Nova does so only if no other host can take the server. none: no server group. A server that exists is not replaced for this: it joins the group when it is replaced.",
    ),
  availabilityZones: z
    .array(zoneOrHost)
    .default([])
    .describe(
      "Availability zones for the VNFs that have neither availabilityZone nor host, in turn: the first VNF the first zone, the second VNF the second zone. A server that exists stays in its zone. If empty, Nova chooses the zones.",
    ),
});

export type PlacementSettings = z.output<typeof placementSchema>;
