import type { DnsClient } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import type { Expectation } from "./expectation";

/** What asks from outside, in the program's folder: the request is its standard input, each fault a line of its errors. */
export const OUTSIDE_COMMAND = "node --require @swc-node/register cli/outside.ts";

/** What is to be found out about a VNF without its guest. */
export interface OutsideRequest {
  readonly vnf: Vnf;
  readonly expectation: Expectation;
  /** The stack that made the VNF, `<project>/<stack>`. */
  readonly owner: string;
  /** Time in s that the VNF has to be as expected. */
  readonly recoveryWait: number;
  readonly client?: DnsClient | undefined;
  /** Login key for a client that is reached by SSH. */
  readonly privateKey?: string | undefined;
}
