import type { ChangeOptions, Cloud } from "./cloud";
import { isNotFound } from "./errors";
import type { PortState } from "./vnfState";

/** Neutron's extension with which PUT changes propagate_uplink_status of a port, from 2025.1 on. */
export const UPLINK_UPDATABLE = "uplink-status-propagation-updatable";

/** Whether Neutron changes propagate_uplink_status on an existing port. */
export async function isUplinkUpdatable(
  cloud: Cloud,
  { signal }: Pick<ChangeOptions, "signal"> = {},
): Promise<boolean> {
  try {
    await cloud.get("network", `/extensions/${UPLINK_UPDATABLE}`, { signal });
    return true;
  } catch (error) {
    if (isNotFound(error)) {
      return false;
    }
    throw error;
  }
}

/** What makes the link of a VF follow the cable. */
export interface UplinkStep {
  /** The arguments of `applyUplinkPropagation`. @default it can't be done in place */
  readonly apply?: { readonly portId: string; readonly isFlagOn: boolean };
  /** One sentence: the result, or why it can't be done. */
  readonly result: string;
}

/** Decides how the VF of a port gets its link from the cable. @param canSet whether Neutron changes the flag on an existing port */
export function uplinkStepOf(
  port: Pick<PortState, "id" | "propagatesUplink"> | undefined,
  canSet: boolean,
): UplinkStep {
  if (port === undefined) {
    return { result: "the stack has no port of this name. Run pulumi up." };
  }
  const { id: portId, propagatesUplink: flag } = port;
  if (flag === null) {
    return {
      result:
        "Neutron has no extension uplink-status-propagation. Let the bond monitor by ARP (cpnr:bond.linkMonitor).",
    };
  }
  if (!flag && !canSet) {
    return {
      result: `propagate_uplink_status is off, and this Neutron can't change it (it has no extension ${UPLINK_UPDATABLE}). Create a new port (pulumi up --replace).`,
    };
  }
  return {
    apply: { portId, isFlagOn: flag },
    result: flag ? "propagate_uplink_status is on." : "propagate_uplink_status was off and is on.",
  };
}
