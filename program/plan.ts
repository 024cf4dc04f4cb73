import * as pulumi from "@pulumi/pulumi";
import { userError } from "../components/userError";
import { ConfigError } from "../config/configError";
import { readPlan } from "../config/readPlan";
import type { Plan } from "../plan/plan";

/** Whether a key is a secret. The function exists in the SDK, but not in its types. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/**
 * Reads the plan from the stack's configuration.
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
