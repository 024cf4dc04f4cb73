import type { Keys, KeyType } from "../plan/keys";
import type { Plan } from "../plan/plan";
import { ConfigError } from "./configError";
import type { Fault } from "./fault";
import { KEY_MISSING, parseKeys } from "./keys";
import { parsePasswordHashes } from "./passwordHashes";
import { planOf } from "./planOf";
import type { Settings } from "./schema";
import { secretKeys } from "./secrets";
import { examine } from "./settings";

/** A stack's configuration in Pulumi's format, decrypted. */
export interface StackConfig {
  /** Values by full key, such as `cpnr:image`. A value that is not a plain string is JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys of the values that are encrypted in the stack file. */
  readonly encrypted: ReadonlySet<string>;
}

/**
 * Reads the plan from a stack's configuration. The program and every command use this function, so they reject the same
 * configurations.
 * @throws {ConfigError} with every fault: of the structure, of the rules between fields, and of the secrets
 */
export function readPlan(config: StackConfig): Plan {
  const { settings, keys, passwordHashes, faults } = readConfig(config);
  if (faults.length > 0) {
    throw new ConfigError(faults);
  }
  return planOf(settings as Settings, keys as Keys, passwordHashes);
}

/** Input of `cpnr keys`, which adds the missing keys. */
export interface KeysToComplete {
  /** Names of the VNFs. */
  readonly vnfs: readonly string[];
  /** Keys that the stack has. @default none */
  readonly keys?: Keys | undefined;
  /** Type of the keys to make. */
  readonly keyType: KeyType;
}

/**
 * Reads the names of a stack's VNFs and the keys that the stack has. A missing key is not a fault here.
 * @throws {ConfigError} with every other fault
 */
export function readKeysToComplete(config: StackConfig): KeysToComplete {
  const { settings, keys, faults } = readConfig(config);
  const otherFaults = faults.filter(({ rule }) => rule !== KEY_MISSING);
  if (otherFaults.length > 0) {
    throw new ConfigError(otherFaults);
  }
  const { vnfs, day0 } = settings as Settings;
  return { vnfs: vnfs.map(({ name }) => name), keys, keyType: day0.keyType };
}

function readConfig({ values, encrypted }: StackConfig) {
  const cpnrValues = selectNamespace("cpnr", values);
  const raw = Object.fromEntries(
    Object.entries(cpnrValues)
      .filter(([key]) => !Object.hasOwn(secretKeys, key))
      .map(([key, value]) => [key, decodeValue(value)]),
  );
  const { validSections, faults } = examine(raw);
  const vnfs = validSections.vnfs?.map(({ name }) => name) ?? [];
  const parsedKeys = parseKeys(decodeValue(cpnrValues.keys), vnfs, validSections.day0?.keyType ?? "ed25519");
  const parsedHashes = parsePasswordHashes(decodeValue(cpnrValues.passwordHashes), validSections.day0?.users);
  return {
    settings: validSections,
    keys: parsedKeys.keys,
    passwordHashes: parsedHashes.passwordHashes,
    faults: [
      ...findProviderKeys(values),
      ...findPlainSecrets(cpnrValues, encrypted),
      ...faults,
      ...parsedKeys.faults,
      ...parsedHashes.faults,
    ],
  };
}

/**
 * Reports keys of Pulumi's OpenStack provider. The program ignores them: its provider, preflight and verification read the
 * credentials from the environment. With such a key, the stack file could name one cloud and the deployment use another.
 */
function findProviderKeys(values: StackConfig["values"]): Fault[] {
  return Object.keys(selectNamespace("openstack", values)).map((path) => ({
    namespace: "openstack",
    path,
    rule: "credentials-from-environment",
    sentence:
      "is ignored: remove it (pulumi config rm), and set the credentials with OS_CLOUD and clouds.yaml, or with the OS_* variables",
  }));
}

/** Reports secrets that are in plain text in the stack file. */
function findPlainSecrets(
  cpnrValues: Readonly<Record<string, string>>,
  encrypted: ReadonlySet<string>,
): Fault[] {
  return Object.keys(secretKeys)
    .filter((key) => Object.hasOwn(cpnrValues, key) && !encrypted.has(`cpnr:${key}`))
    .map((key) => ({
      path: key,
      rule: "no-plain-secret",
      sentence: `is in plain text in the stack's file: remove it, generate a new secret, and set it with \`pulumi config set --secret cpnr:${key}\``,
    }));
}

/** Selects the values of one namespace, by key without the namespace. */
function selectNamespace(namespace: string, values: StackConfig["values"]): Record<string, string> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** Decodes a value: Pulumi stores objects and lists as JSON, and any other value as a string. */
function decodeValue(value: string | undefined): unknown {
  if (value === undefined || !/^\s*[{[]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value; // A string instead of an object or a list: shapeFaults reports it.
  }
}
