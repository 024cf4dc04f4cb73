import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Environment, Places } from "./files";
import { type PythonMapping, type PythonValue, toPython } from "./python";
import { readSecretYaml } from "./yaml";

/** What openstacksdk finds in its files: the clouds with their secrets, and the profiles. */
export interface SdkFiles {
  readonly clouds: PythonMapping;
  readonly profiles: PythonMapping;
}

/** Reads the files of openstacksdk. It looks in more folders than the OpenStack provider, and for more suffixes. @throws as it does */
export function readSdkFiles(env: Environment, places: Places): SdkFiles {
  const config = readFirst("clouds", env.OS_CLIENT_CONFIG_FILE, env, places);
  const secure = readFirst("secure", env.OS_CLIENT_SECURE_FILE, env, places);
  const merged = secure.size > 0 ? mergeClouds(config, secure) : config;
  const vendor = readFirst("clouds-public", undefined, env, places);
  return {
    clouds: requireMapping(merged.get("clouds") ?? new Map(), "clouds"),
    profiles: requireMapping(vendor.get("public-clouds") ?? new Map(), "public-clouds"),
  };
}

/** Home folder of the user for Python. */
export function sdkHome(env: Environment, places: Places): string {
  return env.HOME || places.home;
}

function readFirst(
  stem: string,
  override: string | undefined,
  env: Environment,
  places: Places,
): PythonMapping {
  const home = sdkHome(env, places);
  const folders = [
    places.folder,
    join(env.XDG_CONFIG_HOME || join(home, ".config"), "openstack"),
    join(home, ".config/openstack"),
    join(env.XDG_CONFIG_DIRS || "/etc/xdg", "openstack"),
    "/etc/openstack",
  ];
  const candidates = folders.flatMap((folder) =>
    ["yaml", "yml", "json"].map((suffix) => join(folder, `${stem}.${suffix}`)),
  );
  const file = [...(override ? [resolve(places.folder, override)] : []), ...candidates].find(isReadable);
  const value = file === undefined ? undefined : readSecretYaml(file);
  const content = value === undefined ? null : toPython(value);
  return content === null ? new Map() : requireMapping(content, stem);
}

function isReadable(file: string): boolean {
  try {
    return existsSync(file) && readFileSync(file) !== undefined;
  } catch {
    return false;
  }
}

/** Merges all levels. @throws if a mapping would override something else */
function mergeClouds(base: PythonMapping, overriding: PythonMapping): PythonMapping {
  const merged = new Map(base);
  for (const [key, value] of overriding) {
    const existing = merged.get(key);
    merged.set(
      key,
      value instanceof Map && existing !== undefined
        ? mergeClouds(requireMapping(existing, key), value)
        : value,
    );
  }
  return merged;
}

export function requireMapping(value: PythonValue, key: string): PythonMapping {
  if (!(value instanceof Map)) {
    throw new Error(`${key} is no mapping`);
  }
  return value;
}
