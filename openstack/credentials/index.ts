import { compareReadings, type Difference, describeUnreadable } from "./differences";
import { currentPlaces, type Environment, type Places } from "./files";
import { listCompletingVariables, readAsProvider } from "./provider";
import type { Reading } from "./reading";
import { readAsSdk } from "./sdk";

/** Credentials for Keystone, and which endpoints to use. */
export interface Credentials extends Omit<Reading, "auth"> {
  /** The object `auth` of POST /v3/auth/tokens. */
  readonly auth: unknown;
  /** Settings that openstacksdk reads in another way. @default none */
  readonly differences?: readonly Difference[];
}

/**
 * Reads credentials as the OpenStack provider does, from the entry of OS_CLOUD in clouds.yaml or from the OS_* variables. The
 * differences to what openstacksdk reads are part of the result.
 * @throws if a value is missing, or if the provider would deploy into another cloud, region or project than the one that
 * openstacksdk shows. The message names the value and where to set it.
 */
export function readCredentials(
  env: Environment = process.env,
  places: Places = currentPlaces(),
): Credentials {
  const reading = readAsProvider(env, places);
  const differences = findDifferences(reading, env, places);
  const refused = differences.filter(({ isRefused }) => isRefused);
  if (refused.length > 0) {
    throw new Error(refused.map(({ sentence }) => sentence).join("\n"));
  }
  return { ...reading, ...(differences.length > 0 ? { differences } : {}) };
}

function findDifferences(reading: Reading, env: Environment, places: Places): Difference[] {
  try {
    return compareReadings(reading, readAsSdk(env, places), {
      regionVariable: env.OS_REGION_NAME,
      completingVariables: listCompletingVariables(env, places),
    });
  } catch (error) {
    return [describeUnreadable((error as Error).message)];
  }
}
