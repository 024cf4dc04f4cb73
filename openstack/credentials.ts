import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
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

/**
 * Reads credentials as every OpenStack tool does: the cloud named by OS_CLOUD from clouds.yaml (OS_CLIENT_CONFIG_FILE,
 * ./, ~/.config/openstack/, /etc/openstack/) with secure.yaml beside it; without OS_CLOUD the OS_* variables.
 * @throws naming what is missing and where it was looked for
 */
export function readCredentials(env: Environment = process.env): Credentials {
  return fromEntry(env.OS_CLOUD === undefined ? fromVariables(env) : fromFile(env.OS_CLOUD, env));
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
  const secure = file.replace(/clouds\.yaml$/, "secure.yaml");
  const secret = secure !== file && existsSync(secure) ? cloudIn(secure, cloud) : undefined;
  return { ...entry, ...secret, auth: { ...(entry.auth as Entry), ...(secret?.auth as Entry) } };
}

function cloudIn(file: string, cloud: string): Entry | undefined {
  return (parse(readFileSync(file, "utf8")) as { clouds?: Record<string, Entry> } | null)?.clouds?.[cloud];
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
    verify: env.OS_INSECURE !== "true",
    cacert: env.OS_CACERT,
  };
}

function fromEntry(entry: Entry): Credentials {
  const auth = (entry.auth ?? {}) as Record<string, string | undefined>;
  const authUrl = required(auth, "auth_url").replace(/\/+$/, "");
  return {
    authUrl: /\/v3$/.test(authUrl) ? authUrl : `${authUrl}/v3`,
    ...(typeof entry.region_name === "string" ? { region: entry.region_name } : {}),
    interface: typeof entry.interface === "string" ? entry.interface : "public",
    verify: entry.verify !== false,
    ...(typeof entry.cacert === "string" ? { cacert: entry.cacert } : {}),
    auth:
      auth.application_credential_id !== undefined || entry.auth_type === "v3applicationcredential"
        ? applicationCredential(auth)
        : password(auth),
  };
}

function applicationCredential(auth: Record<string, string | undefined>): unknown {
  const credential = {
    id: required(auth, "application_credential_id"),
    secret: required(auth, "application_credential_secret"),
  };
  return { identity: { methods: ["application_credential"], application_credential: credential } };
}

function password(auth: Record<string, string | undefined>): unknown {
  const user = {
    name: required(auth, "username"),
    password: required(auth, "password"),
    domain: domain(auth, "user"),
  };
  const project =
    auth.project_id === undefined
      ? { name: required(auth, "project_name"), domain: domain(auth, "project") }
      : { id: auth.project_id };
  return { identity: { methods: ["password"], password: { user } }, scope: { project } };
}

function domain(auth: Record<string, string | undefined>, whose: "user" | "project"): unknown {
  const id = auth[`${whose}_domain_id`] ?? auth.domain_id;
  const name = auth[`${whose}_domain_name`] ?? auth.domain_name;
  return name === undefined ? { id: id ?? "default" } : { name };
}

function required(auth: Record<string, string | undefined>, key: string): string {
  const value = auth[key];
  if (value === undefined || value === "") {
    throw new Error(
      `The credentials lack ${key}: set it in the cloud's entry of clouds.yaml and OS_CLOUD, or set OS_${key.toUpperCase()}.`,
    );
  }
  return value;
}
