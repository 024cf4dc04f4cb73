import { AUTH_KEYS, type Auth, type Entry, requireValue } from "./entry";
import { type Environment, type Places, readCloud } from "./files";
import { buildProviderRequest } from "./providerRequest";
import type { Reading } from "./reading";

/**
 * Reads credentials as the OpenStack provider does: terraform-provider-openstack 3.4.0 with gophercloud/utils. With OS_CLOUD, it
 * reads that cloud from clouds.yaml, and takes each value that the cloud lacks below `auth` from the OS_* variables. Without
 * OS_CLOUD, it reads the OS_* variables.
 * @throws if the provider would fail, or logs in by a method that it does not know. The message names the key.
 */
export function readAsProvider(env: Environment, places: Places): Reading {
  checkVariables(env);
  const region = env.OS_REGION_NAME || "";
  const entry: Entry = env.OS_CLOUD ? readCloud(env.OS_CLOUD, region, env, places) : { regions: [] };
  const auth = env.OS_CLOUD ? completeAuth(entry.auth ?? {}, env) : authOfVariables(env);
  const type = env.OS_CLOUD ? entry.auth_type : undefined;
  checkType(env.OS_CLOUD ? type : env.OS_AUTH_TYPE || undefined);
  const authUrl = readAuthUrl(auth, entry.identity_api_version, type, env);
  return {
    authUrl,
    ...defined("region", region || entry.region_name),
    interface: INTERFACES[env.OS_ENDPOINT_TYPE ?? ""] ?? "public",
    verify: env.OS_INSECURE ? !parseBoolean(env.OS_INSECURE) : (entry.verify ?? true),
    ...defined("cacert", env.OS_CACERT || entry.cacert),
    ...clientCertificate(env.OS_CERT || entry.cert, env.OS_KEY || entry.key),
    auth: buildProviderRequest(auth, type),
  };
}

/** Lists the OS_* variables that complete the entry of OS_CLOUD. */
export function listCompletingVariables(env: Environment, places: Places): string[] {
  if (!env.OS_CLOUD) {
    return [];
  }
  const { auth = {} } = readCloud(env.OS_CLOUD, env.OS_REGION_NAME || "", env, places);
  return AUTH_KEYS.filter((key) => auth[key] === undefined)
    .flatMap(variablesOf)
    .filter((name) => env[name]);
}

const INTERFACES: Readonly<Record<string, string>> = {
  public: "public",
  publicURL: "public",
  internal: "internal",
  internalURL: "internal",
  admin: "admin",
  adminURL: "admin",
};

const BOOLEANS = [
  "OS_INSECURE",
  "OS_SYSTEM_SCOPE",
  "OS_ALLOW_REAUTH",
  "OS_DELAYED_AUTH",
  "OS_SWAUTH",
] as const;

function checkVariables(env: Environment): void {
  for (const name of BOOLEANS) {
    if (env[name] && parseBoolean(env[name]) === undefined) {
      throw new Error(
        `${name} is "${env[name]}", but the OpenStack provider only takes true or false: correct or unset it.`,
      );
    }
  }
  if (env.OS_ENDPOINT_TYPE && INTERFACES[env.OS_ENDPOINT_TYPE] === undefined) {
    throw new Error(
      `OS_ENDPOINT_TYPE is "${env.OS_ENDPOINT_TYPE}", but the OpenStack provider only takes public, internal or admin: correct or unset it.`,
    );
  }
}

/** Parses a boolean as Go's strconv.ParseBool. @returns undefined if it is none */
function parseBoolean(text: string): boolean | undefined {
  return /^(1|t|T|TRUE|true|True)$/.test(text)
    ? true
    : /^(0|f|F|FALSE|false|False)$/.test(text)
      ? false
      : undefined;
}

const TYPES = ["password", "v3password", "token", "v3token", "v3applicationcredential"];

/** Other types are methods that the provider does not know: it would log in by password, or as another user. */
function checkType(type: string | undefined): void {
  if (type !== undefined && !TYPES.includes(type)) {
    throw new Error(
      `auth_type is "${type}", but the OpenStack provider only knows ${TYPES.join(", ")}: create an application credential (openstack application credential create), and set auth_type to v3applicationcredential.`,
    );
  }
}

/** Variables of a key that have another name, in the order of the provider. The last one that is set is used. */
const VARIABLES: Partial<Record<keyof Auth, readonly string[]>> = {
  token: ["OS_TOKEN", "OS_AUTH_TOKEN"],
  project_id: ["OS_TENANT_ID", "OS_PROJECT_ID"],
  project_name: ["OS_TENANT_NAME", "OS_PROJECT_NAME"],
};

function variablesOf(key: keyof Auth): readonly string[] {
  return VARIABLES[key] ?? [`OS_${key.toUpperCase()}`];
}

/** Adds the values of the variables for the keys that the cloud's entry lacks. */
function completeAuth(auth: Auth, env: Environment): Auth {
  const fromVariables = AUTH_KEYS.map((key) => {
    const values = variablesOf(key).map((name) => env[name] || undefined);
    return [key, values.filter((value) => value !== undefined).at(-1)] as const;
  });
  return { ...withoutUndefined(fromVariables), ...auth };
}

/** Without OS_CLOUD, the first variable of a key that is set is used, and the domain `default` is the default. */
function authOfVariables(env: Environment): Auth {
  const fromVariables = AUTH_KEYS.map((key) => {
    return [
      key,
      variablesOf(key)
        .map((name) => env[name])
        .find(Boolean),
    ] as const;
  });
  const { system_scope, ...auth } = withoutUndefined(fromVariables);
  return {
    default_domain: "default",
    ...auth,
    ...(parseBoolean(system_scope ?? "") ? { system_scope: "true" } : {}),
  };
}

function withoutUndefined(pairs: readonly (readonly [string, string | undefined])[]): Auth {
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

/**
 * Returns the address of Keystone with its API version. An address without a version is an address at which the provider asks
 * Keystone for it. @throws if it is no URL. The URL can have a password, so it is not shown
 */
function readAuthUrl(
  auth: Auth,
  version: string | undefined,
  type: string | undefined,
  env: Environment,
): string {
  const text = requireValue(auth, "auth_url");
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new Error(
      "auth_url is not a URL: set it to an address such as https://cloud:5000/v3 in the cloud's entry in clouds.yaml, or in OS_AUTH_URL.",
    );
  }
  checkVersion(text, env.OS_IDENTITY_API_VERSION || version, type);
  const url = text.replace(/[?#].*$/, "");
  const [, origin = "", path = ""] = /^(https?:\/\/[^/]*)(.*)$/.exec(url) ?? [];
  if (/\/v3\/?$/.test(path)) {
    return url.replace(/\/$/, "");
  }
  return `${origin}${path.replace(/v[0-9.]+.*$/, "")}`.replace(/\/?$/, "/v3");
}

/** @throws if the provider would use version 2 of Keystone's API, which Keystone has no more */
function checkVersion(authUrl: string, version: string | undefined, type: string | undefined): void {
  const chosen =
    version ??
    (authUrl.includes("v3") ? "3" : authUrl.includes("v2.0") || type?.startsWith("v2") ? "2" : "3");
  if (chosen !== "3" || /\/v2\.0\/?$/.test(authUrl)) {
    throw new Error(
      version === undefined || version === "3"
        ? "auth_url is the address of version 2 of Keystone's API, which no supported Keystone has: set it to an address that ends in /v3."
        : `identity_api_version is "${version}", but the OpenStack provider needs version 3: set identity_api_version to 3 in the cloud's entry in clouds.yaml, or OS_IDENTITY_API_VERSION to 3.`,
    );
  }
}

/** A certificate needs its key, and a key its certificate. Otherwise the provider uses neither. */
function clientCertificate(cert: string | undefined, key: string | undefined): Pick<Reading, "cert" | "key"> {
  return cert && key ? { cert, key } : {};
}

function defined<Key extends string>(key: Key, value: string | undefined): { [Name in Key]?: string } {
  return (value ? { [key]: value } : {}) as { [Name in Key]?: string };
}
