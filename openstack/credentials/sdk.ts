import type { Environment, Places } from "./files";
import { isTruthy, type PythonMapping, PythonNumber, type PythonValue, pythonText } from "./python";
import type { AuthRequest } from "./reading";
import { readSdkConfig } from "./sdkConfig";
import { sdkHome } from "./sdkFiles";
import { buildSdkRequest } from "./sdkRequest";

/** What openstacksdk reads. It can have another region, interface and address for each service. */
export interface SdkReading {
  readonly authUrl: string;
  readonly auth: AuthRequest;
  /** An empty text is the first region of the catalog. */
  readonly regions: readonly string[];
  readonly interfaces: readonly string[];
  /** Services whose address is in clouds.yaml. */
  readonly overriddenServices: readonly string[];
  readonly verify: boolean;
  readonly cacert: string;
  readonly cert: string;
  readonly key: string;
}

const SERVICES = ["compute", "network", "image", "placement"];

/**
 * Reads credentials as openstacksdk does (openstack.connect, of version 0.101), to compare it with the OpenStack provider. With
 * OS_CLOUD, it reads that cloud only, and no OS_* variable of the credentials.
 * @throws if openstacksdk would fail
 */
export function readAsSdk(env: Environment, places: Places): SdkReading {
  const config = readSdkConfig(env, places);
  fixKeys(config);
  const normalized = normalizeKeys(config);
  return {
    ...buildSdkRequest(normalized),
    regions: valuesOf(normalized, "region_name"),
    interfaces: valuesOf(normalized, "interface").map((value) => value.replace(/URL$/, "")),
    overriddenServices: SERVICES.filter((service) =>
      isTruthy(normalized.get(`${service}_endpoint_override`)),
    ),
    ...readTrust(normalized, sdkHome(env, places)),
  };
}

/** Moves old names and top-level keys to where the login looks for them. */
function fixKeys(config: PythonMapping): void {
  const auth = config.get("auth") as PythonMapping;
  if (config.has("passcode")) {
    auth.set("passcode", config.get("passcode") as PythonValue);
    config.delete("passcode");
  }
  if (config.has("endpoint_type")) {
    config.set("interface", config.get("endpoint_type") as PythonValue);
    config.delete("endpoint_type");
  }
  const type = config.get("auth_type") ?? config.get("auth_plugin") ?? null;
  config.delete("auth_plugin");
  config.set("auth_type", type);
  for (const [target, names] of Object.entries(NAMES)) {
    moveToAuth(config, auth, target, names);
  }
  for (const [key, value] of [...config]) {
    if (key.endsWith("endpoint_type")) {
      config.delete(key);
      config.set(key.replace("endpoint_type", "interface"), value);
    }
  }
  completeDomains(auth);
  const insecure = config.get("insecure");
  if (insecure !== undefined) {
    config.set("insecure", parseBoolean(insecure));
  }
}

/** The names of a key below `auth`, also with hyphens, and also outside `auth`. The last one is used. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  domain_id: ["domain_id", "domain-id"],
  domain_name: ["domain_name", "domain-name"],
  user_domain_id: ["user_domain_id", "user-domain-id"],
  user_domain_name: ["user_domain_name", "user-domain-name"],
  project_domain_id: ["project_domain_id", "project-domain-id"],
  project_domain_name: ["project_domain_name", "project-domain-name"],
  token: ["auth-token", "auth_token", "token"],
  project_id: ["tenant_id", "tenant-id", "project_id", "project-id"],
  project_name: ["tenant_name", "tenant-name", "project_name", "project-name"],
};

function moveToAuth(
  config: PythonMapping,
  auth: PythonMapping,
  target: string,
  names: readonly string[],
): void {
  let text = "";
  for (const name of names) {
    for (const holder of [config, auth]) {
      if (holder.has(name)) {
        text = pythonText(holder.get(name));
        holder.delete(name);
      }
    }
  }
  if (text !== "") {
    auth.set(target, text);
  }
}

/** Uses `domain_*` for the user and the project that have no domain, if there is a project. */
function completeDomains(auth: PythonMapping): void {
  if (!auth.has("project_id") && !auth.has("project_name")) {
    return;
  }
  for (const form of ["id", "name"]) {
    const domain = auth.get(`domain_${form}`);
    auth.delete(`domain_${form}`);
    for (const owner of ["user", "project"]) {
      if (domain !== undefined && !auth.has(`${owner}_domain_${form}`)) {
        auth.set(`${owner}_domain_${form}`, domain);
      }
    }
  }
}

function parseBoolean(value: PythonValue): boolean {
  if (typeof value === "boolean" || value === null) {
    return value === true;
  }
  if (typeof value !== "string") {
    throw new Error("insecure is neither a boolean nor a text");
  }
  return value.toLowerCase() === "true";
}

/** Gives numbers their text, and keys underscores for hyphens. */
export function normalizeKeys(config: PythonMapping): PythonMapping {
  return new Map(
    [...config].map(([key, value]) => [
      key.replaceAll("-", "_"),
      value instanceof Map ? normalizeKeys(value) : value instanceof PythonNumber ? value.text : value,
    ]),
  );
}

/** The different values of a key for the services: their own, or the cloud's. */
function valuesOf(config: PythonMapping, key: string): string[] {
  const values = SERVICES.map((service) => config.get(`${service}_${key}`) ?? config.get(key) ?? "");
  return [...new Set(values.map((value) => (value === "" ? "" : pythonText(value))))].sort();
}

function readTrust(config: PythonMapping, home: string) {
  const path = (key: string) => expandHome(textOf(config, key), home);
  const value = config.has("verify") ? (config.get("verify") ?? null) : true;
  const verify = isTruthy(config.get("insecure")) ? false : value;
  const cert = path("cert");
  return {
    verify: verify !== false,
    // A text in `verify` is the path of an authority, too.
    cacert: isTruthy(verify) ? path("cacert") || (typeof verify === "string" ? verify : "") : "",
    cert,
    key: cert === "" ? "" : path("key"),
  };
}

function textOf(config: PythonMapping, key: string): string {
  const value = config.get(key) ?? "";
  if (typeof value !== "string") {
    throw new Error(`${key} is no text`);
  }
  return value;
}

function expandHome(path: string, home: string): string {
  return path.replace(/^~(?=\/|$)/, home);
}
