import { isTruthy, PythonDate, type PythonMapping, PythonTime, type PythonValue } from "./python";
import type { AuthRequest } from "./reading";

type Domain = Readonly<Record<string, PythonValue>>;
type Values = ReadonlyMap<string, PythonValue>;

const SCOPE_KEYS = [
  "auth_url",
  "system_scope",
  "domain_id",
  "domain_name",
  "project_id",
  "project_name",
  "project_domain_id",
  "project_domain_name",
  "trust_id",
];
const DEFAULT_KEYS = ["default_domain_id", "default_domain_name"];
const USER_KEYS = ["user_id", "username", "user_domain_id", "user_domain_name"];
const APPLICATION_CREDENTIAL_KEYS = [
  "application_credential_secret",
  "application_credential_id",
  "application_credential_name",
];

/** The keys that each type of login takes. Another key below `auth` is an error. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  password: [...SCOPE_KEYS, ...DEFAULT_KEYS, ...USER_KEYS, "password"],
  token: [...SCOPE_KEYS, ...DEFAULT_KEYS, "token"],
  v3password: [...SCOPE_KEYS, ...USER_KEYS, "password"],
  v3token: [...SCOPE_KEYS, "token"],
  v3applicationcredential: [...SCOPE_KEYS, ...USER_KEYS, ...APPLICATION_CREDENTIAL_KEYS],
};

/** Builds the request for a token as openstacksdk does (keystoneauth). @throws if it would fail */
export function buildSdkRequest(config: PythonMapping): { authUrl: string; auth: AuthRequest } {
  const type = String(config.get("auth_type"));
  const keys = TYPES[type];
  if (keys === undefined) {
    throw new Error(`auth_type ${type} is another login`);
  }
  const values = collect(config, keys);
  const authUrl = values.get("auth_url");
  if (typeof authUrl !== "string" || /[{}]/.test(authUrl)) {
    throw new Error("auth_url is missing");
  }
  if (type.startsWith("v3")) {
    checkDomains(values);
  }
  checkScope(values);
  if (type === "v3applicationcredential") {
    checkApplicationCredential(values);
  }
  const scope = buildScope(values);
  const auth = { identity: buildIdentity(type, values), ...(scope === undefined ? {} : { scope }) };
  const url = authUrl.replace(/\/+$/, "");
  return { authUrl: /\/v3$/.test(url) ? url : `${url}/v3`, auth: auth as AuthRequest };
}

/** Collects the values of the keys: those below `auth` come before those of the cloud. */
function collect(config: PythonMapping, keys: readonly string[]): Values {
  const auth = config.get("auth") as PythonMapping;
  const names = (key: string) => (key === "username" ? ["username", "user_name"] : [key]);
  const find = (holder: PythonMapping, key: string) =>
    names(key)
      .filter((name) => holder.has(name))
      .map((name) => holder.get(name))[0];
  const values = new Map<string, PythonValue>();
  for (const key of keys) {
    const found = [find(auth, key), find(config, key)].find(isTruthy);
    if (found !== undefined) {
      if (found instanceof PythonDate) {
        throw new Error(`${key} is a date`);
      }
      values.set(key, found instanceof PythonTime ? found.isoText : found);
    }
  }
  const unknown = [...auth.keys()].find((key) => !keys.flatMap(names).includes(key));
  if (unknown !== undefined) {
    throw new Error(`the login does not know auth.${unknown}`);
  }
  return values;
}

function checkDomains(values: Values): void {
  for (const [name, owner] of [
    ["username", "user"],
    ["project_name", "project"],
  ] as const) {
    if (values.has(name) && !values.has(`${owner}_domain_id`) && !values.has(`${owner}_domain_name`)) {
      throw new Error(`${name} has no ${owner}_domain_name`);
    }
  }
}

function checkScope(values: Values): void {
  const scopes = [
    values.has("domain_id") || values.has("domain_name"),
    values.has("project_id") || values.has("project_name"),
    values.has("trust_id"),
  ];
  if (scopes.filter(Boolean).length > 1) {
    throw new Error("there is more than one of a domain, a project and a trust");
  }
}

function checkApplicationCredential(values: Values): void {
  if (
    !values.has("application_credential_secret") ||
    !(values.has("application_credential_id") || values.has("application_credential_name"))
  ) {
    throw new Error("the application credential lacks its secret, or its id and its name");
  }
}

function buildScope(values: Values): object | undefined {
  const get = (key: string) => values.get(key);
  if (get("domain_id") ?? get("domain_name")) {
    return { domain: idOrName(get("domain_id"), get("domain_name")) };
  }
  if (get("project_id") !== undefined) {
    return { project: { id: get("project_id") } };
  }
  if (get("project_name") !== undefined) {
    return { project: { name: get("project_name"), ...domainOf(values, "project") } };
  }
  if (get("trust_id") !== undefined) {
    return { "OS-TRUST:trust": { id: get("trust_id") } };
  }
  return get("system_scope") === "all" ? { system: { all: true } } : undefined;
}

function buildIdentity(type: string, values: Values): object {
  if (type.endsWith("token")) {
    return { methods: ["token"], token: { id: values.get("token") ?? null } };
  }
  if (type === "v3applicationcredential") {
    const id = values.get("application_credential_id");
    const identifier =
      id === undefined ? { name: values.get("application_credential_name"), user: userOf(values) } : { id };
    const secret = values.get("application_credential_secret");
    return { methods: ["application_credential"], application_credential: { ...identifier, secret } };
  }
  const user = { ...userOf(values), password: values.get("password") ?? null };
  return { methods: ["password"], password: { user } };
}

function userOf(values: Values): object {
  const id = values.get("user_id");
  if (id !== undefined) {
    return { id };
  }
  const name = values.get("username");
  return name === undefined ? {} : { name, ...domainOf(values, "user") };
}

function domainOf(values: Values, owner: "user" | "project"): { domain?: Domain } {
  const id = values.get(`${owner}_domain_id`) ?? values.get("default_domain_id");
  const name = values.get(`${owner}_domain_name`) ?? values.get("default_domain_name");
  const domain = idOrName(id, name);
  return domain === undefined ? {} : { domain };
}

function idOrName(id: PythonValue | undefined, name: PythonValue | undefined): Domain | undefined {
  return id !== undefined ? { id } : name === undefined ? undefined : { name };
}
