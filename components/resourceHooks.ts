import type * as pulumi from "@pulumi/pulumi";
import { explainErrors } from "./explainErrors";
import { refuseFailedServer } from "./refuseFailedServer";
import { removeLeftovers } from "./removeLeftovers";

/** The hooks of every resource that the components create in the cloud. */
export function resourceHooks(): pulumi.ResourceHookBinding {
  return {
    beforeCreate: [removeLeftovers()],
    beforeUpdate: [refuseFailedServer()],
    onError: [explainErrors()],
  };
}
