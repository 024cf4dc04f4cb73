import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Trust } from "./trust";
import { readSecretYaml } from "./yamlFile";

/** Credentials for Keystone, and which endpoints to use. */
export interface Credentials extends Trust {
  /** Address of Keystone, such as https://cloud:5000/v3. */
  readonly authUrl: string;
  /** @default the first region of the catalog */
  readonly region?: string;
  /** Interface of the endpoints: `public`, `internal` or `admin`. */
  readonly interface: string;
  /** The object `auth` of POST /v3/auth/tokens. */
  readonly auth: unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Entry = Record<string, unknown>;
/** The object `auth` of an entry. YAML parses a value such as a password of digits as a number. */
type Auth = Readonly<Record<string, string | number | undefined>>;

/**
 * Reads credentials as all OpenStack tools do: a password, an application credential or a token. With OS_CLOUD, it reads
 * that cloud from clouds.yaml (OS_CLIENT_CONFIG_FILE, ./, ~/.config/openstack/, /etc/openstack/), and from secure.yaml and
 * clouds-public.yaml in the same directory. Without OS_CLOUD, it reads the OS_* variables.
 * @throws if a value is missing. The message names the value and where to set it.
 */
export function readCredentials(env: Environment = process.env): Credentials {
  return parseEntry(env.OS_CLOUD ? readFiles(env.OS_CLOUD, env) : readVariables(env));
}

function readFiles(cloud: string, env: Environment): Entry {
  const candidates = [
    env.OS_CLIENT_CONFIG_FILE,
    "clouds.yaml",
    join(homedir(), ".config/openstack/clouds.yaml"),
    "/etc/openstack/clouds.yaml",
  ].filter((path) => path !== undefined);
  const file = candidates.find((path) => existsSync(path));
  if (file === undefined) {
    throw new Error(
      `OS_CLOUD is "${cloud}", but there is no clouds.yaml: create one of ${candidates.join(", ")}, or unset OS_CLOUD and set the OS_* variables.`,
    );
  }
  const entry = readCloud(file, cloud);
  if (entry === undefined) {
    throw new Error(
      `OS_CLOUD is "${cloud}", but ${file} has no cloud with this name: correct OS_CLOUD, or add the cloud to the file.`,
    );
  }
  const sibling = (name: string) => join(dirname(file), name);
  const profile =
    typeof entry.profile === "string" ? readProfile(sibling("clouds-public.yaml"), entry.profile) : {};
  return mergeEntries(mergeEntries(profile, entry), readCloud(sibling("secure.yaml"), cloud) ?? {});
}

/** Merges two entries. A value of `entry` overrides the value of `base`. */
function mergeEntries(base: Entry, entry: Entry): Entry {
  return { ...base, ...entry, auth: { ...(base.auth as Entry), ...(entry.auth as Entry) } };
}

function readCloud(file: string, cloud: string): Entry | undefined {
  return readEntry(file, "clouds", cloud);
}

function readProfile(file: string, profile: string): Entry {
  const entry = readEntry(file, "public-clouds", profile);
  if (entry === undefined) {
    throw new Error(
      `The cloud uses the profile "${profile}", but ${file} has no such profile: add the profile, or write its values into the cloud's entry in clouds.yaml.`,
    );
  }
  return entry;
}

/** Reads the entry `name` below `section`. @throws if the file, the section, the entry or its `auth` is no mapping */
function readEntry(file: string, section: string, name: string): Entry | undefined {
  const mapping = (value: unknown, what: string): Entry => {
    if (typeof value !== "object" || Array.isArray(value)) {
      throw new Error(`${file}: ${what} must be a mapping of keys to values: correct its indentation.`);
    }
    return (value ?? {}) as Entry;
  };
  const own = (entries: Entry, key: string) => (Object.hasOwn(entries, key) ? entries[key] : undefined);
  const entries = mapping(own(mapping(readSecretYaml(file) ?? null, "the file"), section) ?? null, section);
  if (!Object.hasOwn(entries, name)) {
    return undefined;
  }
  const entry = mapping(own(entries, name), `${section}.${name}`);
  return { ...entry, auth: mapping(entry.auth ?? null, `${section}.${name}.auth`) };
}

function readVariables(env: Environment): Entry {
  const auth = Object.fromEntries(
    Object.entries(env)
      .filter(([key]) => key.startsWith("OS_"))
      .map(([key, value]) => [key.slice("OS_".length).toLowerCase(), value]),
  );
  return {
    auth,
    auth_type: env.OS_AUTH_TYPE,
    region_name: env.OS_REGION_NAME,
    interface: env.OS_INTERFACE,
    verify: !/^(true|1|yes)$/i.test(env.OS_INSECURE ?? ""),
    cacert: env.OS_CACERT,
    cert: env.OS_CERT,
    key: env.OS_KEY,
  };
}

function parseEntry(entry: Entry): Credentials {
  const auth = (entry.auth ?? {}) as Auth;
  return {
    authUrl: readAuthUrl(auth),
    ...(typeof entry.region_name === "string" ? { region: entry.region_name } : {}),
    interface: typeof entry.interface === "string" ? entry.interface.replace(/URL$/, "") : "public",
    verify: entry.verify !== false,
    ...readText(entry, "cacert"),
    ...readText(entry, "cert"),
    ...readText(entry, "key"),
    auth: buildAuth(auth, entry.auth_type),
  };
}

function readText<Key extends string>(entry: Entry, key: Key): { [Name in Key]?: string } {
  const value = entry[key];
  return (typeof value === "string" && value !== "" ? { [key]: value } : {}) as { [Name in Key]?: string };
}

/** Returns the address of Keystone with its API version. @throws if it is no URL. The URL can have a password, so it is not shown. */
function readAuthUrl(auth: Auth): string {
  const authUrl = requireValue(auth, "auth_url").replace(/\/+$/, "");
  if (!/^https?:\/\//.test(authUrl) || !URL.canParse(authUrl)) {
    throw new Error(
      "auth_url is not a URL: set it to an address such as https://cloud:5000/v3 in the cloud's entry in clouds.yaml, or in OS_AUTH_URL.",
    );
  }
  return /\/v3$/.test(authUrl) ? authUrl : `${authUrl}/v3`;
}

function buildAuth(auth: Auth, type: unknown): unknown {
  if (type === "v3applicationcredential" || auth.application_credential_secret !== undefined) {
    return buildApplicationCredential(auth);
  }
  return type === "token" || type === "v3token" ? buildToken(auth) : buildPassword(auth);
}

function buildApplicationCredential(auth: Auth): unknown {
  const secret = requireValue(auth, "application_credential_secret");
  const identifier =
    auth.application_credential_id === undefined && auth.application_credential_name !== undefined
      ? { name: String(auth.application_credential_name), user: buildUser(auth) }
      : { id: requireValue(auth, "application_credential_id") };
  return {
    identity: { methods: ["application_credential"], application_credential: { ...identifier, secret } },
  };
}

function buildToken(auth: Auth): unknown {
  return {
    identity: { methods: ["token"], token: { id: requireValue(auth, "token") } },
    scope: buildScope(auth),
  };
}

function buildPassword(auth: Auth): unknown {
  const identifiedUser = { ...buildUser(auth), password: requireValue(auth, "password") };
  return { identity: { methods: ["password"], password: { user: identifiedUser } }, scope: buildScope(auth) };
}

function buildUser(auth: Auth): Record<string, unknown> {
  return auth.user_id === undefined
    ? { name: requireValue(auth, "username"), domain: buildDomain(auth, "user") }
    : { id: String(auth.user_id) };
}

function buildScope(auth: Auth): unknown {
  return auth.project_id === undefined
    ? { project: { name: requireValue(auth, "project_name"), domain: buildDomain(auth, "project") } }
    : { project: { id: String(auth.project_id) } };
}

function buildDomain(auth: Auth, owner: "user" | "project"): unknown {
  const id = auth[`${owner}_domain_id`] ?? auth.domain_id;
  const name = auth[`${owner}_domain_name`] ?? auth.domain_name;
  return name === undefined ? { id: id ?? "default" } : { name };
}

function requireValue(auth: Auth, key: string): string {
  const value = auth[key] ?? "";
  if (value === "") {
    throw new Error(
      `The credentials have no ${key}: set it in the cloud's entry in clouds.yaml and set OS_CLOUD, or set OS_${key.toUpperCase()}.`,
    );
  }
  return String(value);
}
