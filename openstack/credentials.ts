import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";

/** What Keystone is asked with, and for. */
export interface Credentials {
  /** Keystone's address, such as https://cloud:5000/v3. */
  readonly authUrl: string;
  /** @default the catalog's first */
  readonly region?: string;
  /** `public`, `internal` or `admin`. */
  readonly interface: string;
  /** Whether the server's certificate is checked. */
  readonly verify: boolean;
  /** File of the certificate authorities to trust besides the system's. @default none */
  readonly cacert?: string;
  /** The `auth` object of POST /v3/auth/tokens. */
  readonly auth: unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Entry = Record<string, unknown>;
/** The part `auth` of an entry. YAML makes numbers of values such as a password of digits. */
type Auth = Readonly<Record<string, string | number | undefined>>;

/**
 * Reads credentials as every OpenStack tool does: the cloud named by OS_CLOUD from clouds.yaml (OS_CLIENT_CONFIG_FILE,
 * ./, ~/.config/openstack/, /etc/openstack/) with secure.yaml and the profiles of clouds-public.yaml beside it; without
 * OS_CLOUD the OS_* variables. A password, an application credential or a token.
 * @throws naming what is missing and where it was looked for
 */
export function readCredentials(env: Environment = process.env): Credentials {
  return fromEntry(env.OS_CLOUD ? fromFile(env.OS_CLOUD, env) : fromVariables(env));
}

function fromFile(cloud: string, env: Environment): Entry {
  const candidates = [
    env.OS_CLIENT_CONFIG_FILE,
    "clouds.yaml",
    join(homedir(), ".config/openstack/clouds.yaml"),
    "/etc/openstack/clouds.yaml",
  ].filter((path) => path !== undefined);
  const file = candidates.find((path) => existsSync(path));
  if (file === undefined) {
    throw new Error(
      `OS_CLOUD is "${cloud}", but there is no clouds.yaml: looked at ${candidates.join(", ")}.`,
    );
  }
  const entry = cloudIn(file, cloud);
  if (entry === undefined) {
    throw new Error(`OS_CLOUD is "${cloud}", but ${file} has no cloud of that name.`);
  }
  const beside = (name: string) => join(dirname(file), name);
  const profile =
    typeof entry.profile === "string" ? profileIn(beside("clouds-public.yaml"), entry.profile) : {};
  return over(over(profile, entry), cloudIn(beside("secure.yaml"), cloud) ?? {});
}

function over(under: Entry, entry: Entry): Entry {
  return { ...under, ...entry, auth: { ...(under.auth as Entry), ...(entry.auth as Entry) } };
}

function cloudIn(file: string, cloud: string): Entry | undefined {
  return existsSync(file) ? read(file).clouds?.[cloud] : undefined;
}

function profileIn(file: string, profile: string): Entry {
  const entry = existsSync(file) ? read(file)["public-clouds"]?.[profile] : undefined;
  if (entry === undefined) {
    throw new Error(
      `The cloud's profile "${profile}" is not in ${file}: write what it says into the cloud's own entry.`,
    );
  }
  return entry;
}

function read(file: string): Record<string, Record<string, Entry> | undefined> {
  return parse(readFileSync(file, "utf8")) ?? {};
}

function fromVariables(env: Environment): Entry {
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

function fromEntry(entry: Entry): Credentials {
  const auth = (entry.auth ?? {}) as Auth;
  const authUrl = required(auth, "auth_url").replace(/\/+$/, "");
  return {
    authUrl: /\/v3$/.test(authUrl) ? authUrl : `${authUrl}/v3`,
    ...(typeof entry.region_name === "string" ? { region: entry.region_name } : {}),
    interface: typeof entry.interface === "string" ? entry.interface.replace(/URL$/, "") : "public",
    verify: entry.verify !== false,
    ...(typeof entry.cacert === "string" ? { cacert: entry.cacert } : {}),
    auth: methodOf(auth, entry.auth_type),
  };
}

function methodOf(auth: Auth, type: unknown): unknown {
  if (type === "v3applicationcredential" || auth.application_credential_secret !== undefined) {
    return applicationCredential(auth);
  }
  return type === "token" || type === "v3token" ? token(auth) : password(auth);
}

function applicationCredential(auth: Auth): unknown {
  const secret = required(auth, "application_credential_secret");
  const which =
    auth.application_credential_id === undefined && auth.application_credential_name !== undefined
      ? { name: String(auth.application_credential_name), user: user(auth) }
      : { id: required(auth, "application_credential_id") };
  return {
    identity: { methods: ["application_credential"], application_credential: { ...which, secret } },
  };
}

function token(auth: Auth): unknown {
  return { identity: { methods: ["token"], token: { id: required(auth, "token") } }, scope: scope(auth) };
}

function password(auth: Auth): unknown {
  const who = { ...user(auth), password: required(auth, "password") };
  return { identity: { methods: ["password"], password: { user: who } }, scope: scope(auth) };
}

function user(auth: Auth): Record<string, unknown> {
  return auth.user_id === undefined
    ? { name: required(auth, "username"), domain: domain(auth, "user") }
    : { id: String(auth.user_id) };
}

function scope(auth: Auth): unknown {
  return auth.project_id === undefined
    ? { project: { name: required(auth, "project_name"), domain: domain(auth, "project") } }
    : { project: { id: String(auth.project_id) } };
}

function domain(auth: Auth, whose: "user" | "project"): unknown {
  const id = auth[`${whose}_domain_id`] ?? auth.domain_id;
  const name = auth[`${whose}_domain_name`] ?? auth.domain_name;
  return name === undefined ? { id: id ?? "default" } : { name };
}

function required(auth: Auth, key: string): string {
  const value = auth[key] ?? "";
  if (value === "") {
    throw new Error(
      `The credentials lack ${key}: set it in the cloud's entry of clouds.yaml and OS_CLOUD, or set OS_${key.toUpperCase()}.`,
    );
  }
  return String(value);
}
