import * as pulumi from "@pulumi/pulumi";
import { userError } from "../components/userError";
import { ConfigError } from "../config/configError";
import { readPlan } from "../config/readPlan";
import type { Plan } from "../plan/plan";

/** Whether a key is a secret: the SDK has it at run time, and not in its types. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/**
 * The plan that the stack's configuration says.
 * @throws {pulumi.RunError} with every fault of the configuration, and no stack trace
 */
export function requirePlan(): Plan {
  const values = pulumi.runtime.allConfig();
  try {
    return readPlan({ values, encrypted: new Set(Object.keys(values).filter(isConfigSecret)) });
  } catch (error) {
    throw error instanceof ConfigError ? userError(error.message) : error;
  }
}
