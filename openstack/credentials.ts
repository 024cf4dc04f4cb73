import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";

/** Credentials for Keystone, and which endpoints to use. */
export interface Credentials {
  /** Address of Keystone, such as https://cloud:5000/v3. */
  readonly authUrl: string;
  /** @default the first region of the catalog */
  readonly region?: string;
  /** Interface of the endpoints: `public`, `internal` or `admin`. */
  readonly interface: string;
  /** Whether to check the certificate of the server. */
  readonly verify: boolean;
  /** File with additional certificate authorities to trust. @default only the system's */
  readonly cacert?: string;
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
  return existsSync(file) ? readYaml(file).clouds?.[cloud] : undefined;
}

function readProfile(file: string, profile: string): Entry {
  const entry = existsSync(file) ? readYaml(file)["public-clouds"]?.[profile] : undefined;
  if (entry === undefined) {
    throw new Error(
      `The cloud uses the profile "${profile}", but ${file} has no such profile: add the profile, or write its values into the cloud's entry in clouds.yaml.`,
    );
  }
  return entry;
}

function readYaml(file: string): Record<string, Record<string, Entry> | undefined> {
  return parse(readFileSync(file, "utf8")) ?? {};
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
  };
}

function parseEntry(entry: Entry): Credentials {
  const auth = (entry.auth ?? {}) as Auth;
  const authUrl = requireValue(auth, "auth_url").replace(/\/+$/, "");
  return {
    authUrl: /\/v3$/.test(authUrl) ? authUrl : `${authUrl}/v3`,
    ...(typeof entry.region_name === "string" ? { region: entry.region_name } : {}),
    interface: typeof entry.interface === "string" ? entry.interface.replace(/URL$/, "") : "public",
    verify: entry.verify !== false,
    ...(typeof entry.cacert === "string" ? { cacert: entry.cacert } : {}),
    auth: buildAuth(auth, entry.auth_type),
  };
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
