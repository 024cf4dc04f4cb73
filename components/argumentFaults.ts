import type { Fault } from "../config/fault";
import { userError } from "./userError";

/**
 * Ends the construction of a component whose arguments have faults, in a preview and in a unit test with mocks alike.
 * @param component such as `SriovNetworkPair "service"`
 * @param renamed where a section of the settings is among the arguments, such as `["sriov", "networks"]`
 * @throws {pulumi.RunError} with every fault, each with the path of its argument
 */
export function requireNoFaults(
  component: string,
  faults: readonly Fault[],
  renamed: readonly (readonly [section: string, argument: string])[],
): void {
  if (faults.length === 0) {
    return;
  }
  const lines = faults.map(({ path, sentence }) => {
    const [section, argument] = renamed.find(([from]) => path.startsWith(from)) ?? ["", ""];
    const inside = path.slice(section.length).replace(/^\./, argument === "" ? "" : ".");
    // The sentences name settings of the stack's file, which are arguments here.
    return `${argument}${inside} ${sentence.replaceAll("cpnr:", "")}.`;
  });
  const count =
    faults.length === 1 ? "an argument that is wrong" : `${faults.length} arguments that are wrong`;
  throw userError(`${component} has ${count}:\n  ${lines.join("\n  ")}`);
}
