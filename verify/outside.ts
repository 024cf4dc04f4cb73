import type { ClientSettings } from "../config/schema";
import type { Expectation } from "./expectation";
import type { Outcome } from "./outcome";

/** What asks from outside, in the program's folder: the request is its standard input, its outcomes are printed. */
export const OUTSIDE_COMMAND = "node --require @swc-node/register cli/outside.ts";

/** What is to be found out about a VNF without its guest. */
export interface OutsideRequest {
  readonly expectation: Expectation;
  /** The stack that made the VNF, `<project>/<stack>`. */
  readonly owner: string;
  /** Time in s that the VNF has to be as expected. */
  readonly recoveryWait: number;
  readonly client?: ClientSettings | undefined;
  /** Login key for a client that is reached by SSH. */
  readonly privateKey?: string | undefined;
}

const MARK = "outcomes: ";

/** The outcomes as a line of output. */
export function outcomesLine(outcomes: readonly Outcome[]): string {
  return `${MARK}${JSON.stringify(outcomes)}`;
}

/** The faults that stand in an output, wherever in it; none where there is no such line. */
export function outsideFaults(output: string): Outcome[] {
  const line = output.split("\n").find((text) => text.startsWith(MARK));
  const outcomes = line === undefined ? [] : (JSON.parse(line.slice(MARK.length)) as Outcome[]);
  return outcomes.filter(({ verdict }) => verdict === "fail");
}
