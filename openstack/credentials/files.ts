import { existsSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { type Entry, mergeEntries, parseClouds } from "./entry";
import { readSecretYaml } from "./yaml";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Folders that decide which files are read. */
export interface Places {
  /** Working folder. */
  readonly folder: string;
  /** Home folder of the user, by the system's list of users. The provider does not read HOME. */
  readonly home: string;
}

/** The places of this process. */
export function currentPlaces(): Places {
  return { folder: process.cwd(), home: homeOfUser() };
}

/** Returns the user's home folder by the system's list of users, or by HOME if the user is not in the list. */
export function homeOfUser(): string {
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
}

/**
 * Reads a cloud from clouds.yaml, with its profile in clouds-public.yaml and its secrets in secure.yaml, from the folders in
 * which the OpenStack provider finds each of these files.
 * @param region the region whose values in `regions` override the cloud's. @default none
 * @throws if there is no file, no cloud or no profile
 */
export function readCloud(name: string, region: string, env: Environment, places: Places): Entry {
  const file = findCloudsFile(name, env, places);
  const entry = parseClouds(file, "clouds", readSecretYaml(file)).get(name);
  if (entry === undefined) {
    throw new Error(
      `OS_CLOUD is "${name}", but ${file} has no cloud with this name: correct OS_CLOUD, or add the cloud to the file.`,
    );
  }
  const whole = mergeEntries(readProfile(entry, places), entry);
  const secret = readOptional("secure", "clouds", places).get(name) ?? { regions: [] };
  const cloud = mergeEntries(whole, secret);
  const values = cloud.regions.find((candidate) => region !== "" && candidate.name === region)?.values;
  return values === undefined ? cloud : mergeEntries({ ...cloud, verify: cloud.verify ?? true }, values);
}

function findCloudsFile(name: string, env: Environment, places: Places): string {
  const override = env.OS_CLIENT_CONFIG_FILE;
  const overriding = override ? resolve(places.folder, override) : "";
  if (overriding !== "" && existsSync(overriding)) {
    return overriding;
  }
  const file = findFile("clouds", places);
  if (file === undefined) {
    const candidates = [
      ...(overriding === "" ? [] : [overriding]),
      ...candidatesOf("clouds", "yaml", places),
    ];
    throw new Error(
      `OS_CLOUD is "${name}", but there is no clouds.yaml: create one of ${candidates.join(", ")}, or unset OS_CLOUD and set the OS_* variables.`,
    );
  }
  return file;
}

function readProfile(entry: Entry, places: Places): Entry {
  const profile = entry.profile ?? entry.cloud;
  if (profile === undefined) {
    return { regions: [] };
  }
  const found = readOptional("clouds-public", "public-clouds", places).get(profile);
  if (found === undefined) {
    const file = findFile("clouds-public", places);
    throw new Error(
      `The cloud uses the profile "${profile}", but ${file === undefined ? `there is no clouds-public.yaml in ${foldersOf(places).join(", ")}` : `${file} has no such profile`}: add the profile, or write its values into the cloud's entry in clouds.yaml.`,
    );
  }
  return found;
}

function readOptional(stem: string, section: string, places: Places): Map<string, Entry> {
  const file = findFile(stem, places);
  return file === undefined ? new Map() : parseClouds(file, section, readSecretYaml(file));
}

/** Finds a file. In all folders, .yaml comes before .yml. */
function findFile(stem: string, places: Places): string | undefined {
  return [...candidatesOf(stem, "yaml", places), ...candidatesOf(stem, "yml", places)].find((path) =>
    existsSync(path),
  );
}

function candidatesOf(stem: string, suffix: string, places: Places): string[] {
  return foldersOf(places).map((folder) => join(folder, `${stem}.${suffix}`));
}

function foldersOf({ folder, home }: Places): string[] {
  return [folder, join(home, ".config/openstack"), "/etc/openstack"];
}
