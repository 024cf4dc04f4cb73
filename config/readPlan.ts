import type { Keys } from "../plan/keys";
import type { Plan } from "../plan/plan";
import { ConfigError } from "./configError";
import type { Fault } from "./fault";
import { MISSING, parseKeys } from "./keys";
import { parsePasswordHashes } from "./passwordHashes";
import { planOf } from "./planOf";
import type { Settings } from "./schema";
import { secretKeys } from "./secrets";
import { examine } from "./settings";

/** A stack's configuration, as Pulumi keeps it, decrypted. */
export interface StackConfig {
  /** Values by their full keys, such as `cpnr:image`: JSON for what is not a plain string. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys of the values that are encrypted in the stack's file. */
  readonly encrypted: ReadonlySet<string>;
}

/**
 * The plan that a stack's configuration says. The program and every command read it here, and so refuse the same ones.
 * @throws {ConfigError} with every fault: of the settings' shape, of the rules between them, of the secrets
 */
export function readPlan(config: StackConfig): Plan {
  const { settings, keys, passwordHashes, faults } = read(config);
  if (faults.length > 0) {
    throw new ConfigError(faults);
  }
  return planOf(settings as Settings, keys as Keys, passwordHashes);
}

/** What `cpnr keys` completes. */
export interface KeysToComplete {
  /** Names of the VNFs. */
  readonly vnfs: readonly string[];
  /** @default there are none */
  readonly keys?: Keys | undefined;
}

/**
 * The VNFs of a stack, and the keys that it has: some may be missing.
 * @throws {ConfigError} with every other fault
 */
export function readKeysToComplete(config: StackConfig): KeysToComplete {
  const { settings, keys, faults } = read(config);
  const others = faults.filter(({ rule }) => rule !== MISSING);
  if (others.length > 0) {
    throw new ConfigError(others);
  }
  return { vnfs: (settings as Settings).vnfs.map(({ name }) => name), keys };
}

function read({ values, encrypted }: StackConfig) {
  const own = below("cpnr", values);
  const raw = Object.fromEntries(
    Object.entries(own)
      .filter(([key]) => !Object.hasOwn(secretKeys, key))
      .map(([key, value]) => [key, decoded(value)]),
  );
  const { sound, faults } = examine(raw);
  const vnfs = sound.vnfs?.map(({ name }) => name) ?? [];
  const parsedKeys = parseKeys(decoded(own.keys), vnfs);
  const parsedHashes = parsePasswordHashes(decoded(own.passwordHashes), sound.day0?.users);
  return {
    settings: sound,
    keys: parsedKeys.keys,
    passwordHashes: parsedHashes.passwordHashes,
    faults: [
      ...providerFaults(values),
      ...plainSecretFaults(own, encrypted),
      ...faults,
      ...parsedKeys.faults,
      ...parsedHashes.faults,
    ],
  };
}

/**
 * Keys of Pulumi's OpenStack provider. The program's provider has no arguments, and preflight and verification read the
 * environment too: a key here would be ignored, and the stack deployed into another cloud than its file names.
 */
function providerFaults(values: StackConfig["values"]): Fault[] {
  return Object.keys(below("openstack", values)).map((path) => ({
    namespace: "openstack",
    path,
    rule: "credentials-from-environment",
    sentence:
      "is not read: remove it (pulumi config rm), and name the cloud with OS_CLOUD and clouds.yaml, or with the OS_* variables",
  }));
}

/** Secrets that stand in the stack's file in plain text. */
function plainSecretFaults(own: Readonly<Record<string, string>>, encrypted: ReadonlySet<string>): Fault[] {
  return Object.keys(secretKeys)
    .filter((key) => Object.hasOwn(own, key) && !encrypted.has(`cpnr:${key}`))
    .map((key) => ({
      path: key,
      rule: "no-plain-secret",
      sentence: `is in plain text in the stack's file: take it out, make new ones, and set them by \`pulumi config set --secret cpnr:${key}\``,
    }));
}

/** The values of a namespace, by their keys without it. */
function below(namespace: string, values: StackConfig["values"]): Record<string, string> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** Pulumi keeps objects and lists as JSON; everything else is the string that was set. */
function decoded(value: string | undefined): unknown {
  if (value === undefined || !/^\s*[{[]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value; // A text where an object or a list must be: a fault of its shape.
  }
}
