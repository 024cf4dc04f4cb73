import type { Fault } from "../config/fault";
import { userError } from "./userError";

/**
 * Throws if the arguments of a component have faults, in a preview and in a unit test with mocks alike.
 * @param component such as `SriovNetworkPair "service"`
 * @param argumentPaths argument path for each section of the settings, such as `["sriov", "networks"]`
 * @throws {pulumi.RunError} with every fault, each with the path of its argument
 */
export function requireNoFaults(
  component: string,
  faults: readonly Fault[],
  argumentPaths: readonly (readonly [section: string, argument: string])[],
): void {
  if (faults.length === 0) {
    return;
  }
  const lines = faults.map(({ path, sentence }) => {
    const [section, argument] = argumentPaths.find(([from]) => path.startsWith(from)) ?? ["", ""];
    const inside = path.slice(section.length).replace(/^\./, argument === "" ? "" : ".");
    // The sentences name settings of a stack file; here the same names are arguments.
    return `${argument}${inside} ${sentence.replaceAll("cpnr:", "")}.`;
  });
  const count = faults.length === 1 ? "an invalid argument" : `${faults.length} invalid arguments`;
  throw userError(`${component} has ${count}:\n  ${lines.join("\n  ")}`);
}
