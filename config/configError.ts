import type { Fault } from "./fault";

/** Error of a configuration that can't be deployed. The message has one line for each fault. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(({ namespace = "cpnr", path, sentence }) => `${namespace}:${path} ${sentence}.`);
    super(
      `${faults.length === 1 ? "The configuration has a fault" : `The configuration has ${faults.length} faults`}:\n  ${lines.join("\n  ")}`,
    );
    this.name = "ConfigError";
  }
}
