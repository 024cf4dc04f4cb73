import { BOOTHOOK } from "./boothook";
import { cloudConfig } from "./cloudConfig";
import type { VnfDay0 } from "./vnf";

/** One part of the multipart user data. */
export interface Day0Part {
  readonly contentType: string;
  readonly filename: string;
  readonly content: string;
}

/** The parts of a VNF's Day0, in the seed's order. */
export function day0Parts(vnf: VnfDay0): Day0Part[] {
  return [
    { contentType: "text/cloud-boothook", filename: "boothook.sh", content: BOOTHOOK },
    { contentType: "text/cloud-config", filename: "cloud-config.yaml", content: cloudConfig(vnf) },
  ];
}
