import type { Environment, Places } from "./files";
import { isTruthy, type PythonMapping, PythonNumber, type PythonValue, pythonText } from "./python";
import { readSdkFiles, requireMapping, type SdkFiles } from "./sdkFiles";

/**
 * Returns what openstacksdk takes as the cloud's configuration: defaults, profile, cloud and the values of its region, each over
 * the one before. Without OS_CLOUD, the OS_* variables are the cloud; without these, the only cloud of clouds.yaml.
 * @throws if openstacksdk would fail
 */
export function readSdkConfig(env: Environment, places: Places): PythonMapping {
  const files = readSdkFiles(env, places);
  const cloud = findCloud(env, files.clouds);
  const profile = profileOf(cloud, env, files);
  const config = update(update(defaults(), profile), cloud);
  const region = findRegion(cloud, profile);
  config.delete("regions");
  for (const [key, value] of [...region.values, ["region_name", region.name] as const]) {
    if (key === "auth" && value !== null) {
      config.set("auth", new Map([...authOf(config), ...requireMapping(value, "auth")]));
    } else if (value !== null) {
      config.set(key, value);
    }
  }
  return config;
}

function defaults(): PythonMapping {
  return new Map<string, PythonValue>([
    ["auth_type", "password"],
    ["interface", "public"],
    ["verify", true],
    ["auth", new Map()],
  ]);
}

function authOf(config: PythonMapping): PythonMapping {
  return requireMapping(config.get("auth") ?? null, "auth");
}

/** Overrides values. The mapping `auth` is merged. */
function update(base: PythonMapping, overriding: PythonMapping): PythonMapping {
  const { auth, ...rest } = Object.fromEntries(overriding);
  const updated = new Map([...base, ...Object.entries(rest)]);
  return auth === undefined
    ? updated
    : updated.set("auth", new Map([...authOf(base), ...requireMapping(auth, "auth")]));
}

/** Variables that select a cloud, and do not make one. */
const SELECTORS = [
  "OS_CLOUD",
  "OS_REGION_NAME",
  "OS_CLIENT_CONFIG_FILE",
  "OS_CLIENT_SECURE_FILE",
  "OS_CLOUD_NAME",
];

function findCloud(env: Environment, clouds: PythonMapping): PythonMapping {
  const variablesName = env.OS_CLOUD_NAME ?? "envvars";
  if (clouds.has(variablesName)) {
    throw new Error(`OS_CLOUD_NAME is the name of the cloud ${variablesName} in clouds.yaml, too`);
  }
  const variables = Object.keys(env).filter((name) => /^OS_(?!TEST|STD|LOG)/.test(name));
  const named = env.OS_CLOUD || undefined;
  if (named === undefined && variables.some((name) => !SELECTORS.includes(name))) {
    return new Map(variables.map((name) => [name.slice("OS_".length).toLowerCase(), env[name] ?? ""]));
  }
  const name = named ?? (clouds.size === 1 ? [...clouds.keys()][0] : undefined);
  if (name === undefined) {
    return new Map();
  }
  if (!clouds.has(name)) {
    throw new Error(`clouds.yaml has no cloud ${name}`);
  }
  return requireMapping(clouds.get(name) ?? null, name);
}

function profileOf(cloud: PythonMapping, env: Environment, { profiles }: SdkFiles): PythonMapping {
  const name = cloud.has("profile") ? cloud.get("profile") : cloud.get("cloud");
  if (!isTruthy(name) || name === (env.OS_CLOUD_NAME ?? "envvars")) {
    return new Map();
  }
  if (!profiles.has(pythonText(name))) {
    throw new Error(`clouds-public.yaml has no profile ${pythonText(name)}`);
  }
  return requireMapping(profiles.get(pythonText(name)) ?? null, "profile");
}

interface Region {
  readonly name: PythonValue;
  readonly values: PythonMapping;
}

const NO_REGION: Region = { name: "", values: new Map() };

/** The first region of the cloud, or of its profile. openstacksdk does not read OS_REGION_NAME for a cloud of clouds.yaml. */
function findRegion(cloud: PythonMapping, profile: PythonMapping): Region {
  if (cloud.has("regions")) {
    return firstOf(cloud.get("regions"));
  }
  const name = cloud.get("region_name");
  if (name !== undefined) {
    return Array.isArray(name)
      ? firstOf(name)
      : { name: textOf(name).split(",")[0] ?? "", values: new Map() };
  }
  if (isTruthy(profile.get("regions"))) {
    return firstOf(profile.get("regions"));
  }
  const ofProfile = profile.get("region_name");
  return isTruthy(ofProfile) ? { name: ofProfile ?? "", values: new Map() } : NO_REGION;
}

function firstOf(regions: PythonValue | undefined): Region {
  if (!Array.isArray(regions)) {
    throw new Error("regions is no list");
  }
  const parsed = regions.map(parseRegion);
  return parsed[0] ?? NO_REGION;
}

function parseRegion(region: PythonValue): Region {
  if (!(region instanceof Map)) {
    return { name: region, values: new Map() };
  }
  const isKnown = [...region.keys()].every((key) => ["name", "values"].includes(key));
  if (!isKnown || !region.has("name")) {
    throw new Error("an entry of regions has other keys than name and values");
  }
  const values = region.get("values");
  return {
    name: region.get("name") ?? "",
    values: values === undefined ? new Map() : requireMapping(values, "values"),
  };
}

function textOf(value: PythonValue): string {
  if (typeof value !== "string" && !(value instanceof PythonNumber)) {
    throw new Error("region_name is no text");
  }
  return pythonText(value);
}
