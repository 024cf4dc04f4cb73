import type { Removal } from "../../drill/journal";

/** A removed VF, by its cable. */
export const REMOVAL: Removal = {
  way: "cable",
  vnf: "dns-1",
  bond: "bond0",
  slave: "ens3",
  portId: "p",
  physicalNetwork: "sriov0",
  at: 1,
};
