import type * as pulumi from "@pulumi/pulumi";
import { NO_KEYS } from "../config/keys";
import { ConfigError, loadSettings } from "../config/load";
import type { Settings } from "../config/schema";
import { userError } from "./userError";

/**
 * The stack's settings.
 * @throws {pulumi.RunError} with every fault of the configuration, and no stack trace
 */
export function requireSettings(config: pulumi.Config): Settings {
  try {
    return loadSettings(config);
  } catch (error) {
    throw error instanceof ConfigError ? userError(error.message) : error;
  }
}

/**
 * The stack's secret `cpnr:keys`.
 * @throws {pulumi.RunError} if the stack has none, naming the command that makes them
 */
export function requireKeys(config: pulumi.Config): pulumi.Output<unknown> {
  const keys = config.getSecretObject<unknown>("keys");
  if (keys === undefined) {
    throw userError(NO_KEYS);
  }
  return keys;
}
