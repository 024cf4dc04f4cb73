import type * as pulumi from "@pulumi/pulumi";
import { explainErrors } from "./explainErrors";
import { refuseFailedServer } from "./refuseFailedServer";
import { removeLeftovers } from "./removeLeftovers";
import { scheduleInTurn } from "./scheduleInTurn";

/** The hooks of every resource that the components create in the cloud. */
export function resourceHooks(): pulumi.ResourceHookBinding {
  return {
    beforeCreate: [removeLeftovers(), scheduleInTurn()],
    beforeUpdate: [refuseFailedServer()],
    onError: [explainErrors()],
  };
}
