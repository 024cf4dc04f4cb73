import * as pulumi from "@pulumi/pulumi";
import type { Fault } from "../config/fault";
import { NO_KEYS } from "../config/keys";
import { ConfigError, type ConfigSource, loadSettings } from "../config/load";
import { passwordHashFaults } from "../config/passwordHashes";
import type { Settings } from "../config/schema";
import { secretKeys } from "../config/secrets";
import { userDataFaults } from "../day0/userDataFaults";
import { userError } from "./userError";

/** Whether a key is a secret: the SDK has it at run time, and not in its types. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/**
 * The stack's settings. What is wrong with its secret `cpnr:passwordHashes`, and with the size of what they render, is told
 * as well.
 * @throws {pulumi.RunError} with every fault of the configuration, and no stack trace
 */
export function requireSettings(config: pulumi.Config): Settings {
  try {
    const settings = loadSettings(sourceOf(config));
    const faults = [
      ...plainSecrets(config),
      ...passwordHashFaults(settings.day0, rawSecret(config, "passwordHashes")),
      ...userDataFaults(settings),
    ];
    if (faults.length > 0) {
      throw new ConfigError(faults);
    }
    return settings;
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

/** The stack's secret `cpnr:passwordHashes`: undefined where nobody has a password. */
export function passwordHashes(config: pulumi.Config): pulumi.Output<unknown> | undefined {
  return config.getSecretObject<unknown>("passwordHashes");
}

/** The configuration with the names of all its keys: an unknown one is found. */
function sourceOf(config: pulumi.Config): ConfigSource {
  return {
    get: (key) => config.get(key),
    keys: () => Object.keys(pulumi.runtime.allConfig()),
  };
}

/** The stack's secrets that stand in its file in plain text. */
function plainSecrets(config: pulumi.Config): Fault[] {
  return Object.keys(secretKeys)
    .map((key) => ({ key, full: `${config.name}:${key}` }))
    .filter(({ full }) => full in pulumi.runtime.allConfig() && !isConfigSecret(full))
    .map(({ key, full }) => ({
      path: key,
      rule: "no-plain-secret",
      sentence: `is in plain text in the stack's file: take it out, make new ones, and set them by \`pulumi config set --secret ${full}\``,
    }));
}

function rawSecret(config: pulumi.Config, key: string): unknown {
  const text = pulumi.runtime.allConfig()[`${config.name}:${key}`];
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
