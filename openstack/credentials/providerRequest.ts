import { type Auth, requireValue } from "./entry";
import type { AuthRequest, Domain, User } from "./reading";

/**
 * Builds the request for a token as the OpenStack provider does (gophercloud, AuthOptions). A password comes before a token, a
 * token before an application credential, whatever `auth_type` says.
 * @param type `auth_type` of the cloud
 * @throws if a value is missing, or if values exclude each other
 */
export function buildProviderRequest(auth: Auth, type: string | undefined): AuthRequest {
  const isApplicationCredential =
    (auth.application_credential_id ??
      auth.application_credential_name ??
      auth.application_credential_secret) !== undefined;
  const isProjectScoped = (auth.project_id ?? auth.project_name) !== undefined;
  const completed = isApplicationCredential || isProjectScoped ? completeDomains(auth) : auth;
  const scope = isApplicationCredential ? undefined : buildScope(completed, isProjectScoped);
  const identity = buildIdentity(completed, type);
  if (identity.token !== undefined && scope === undefined) {
    throw new Error(
      "The credentials are a token without a project, which the OpenStack provider refuses: set project_name and project_domain_name in the cloud's entry in clouds.yaml, or OS_PROJECT_NAME and OS_PROJECT_DOMAIN_NAME.",
    );
  }
  return { identity, ...(scope === undefined ? {} : { scope }) };
}

/** Uses `domain_*`, and then `default_domain`, for the user and the project that have no domain. */
function completeDomains({ domain_id, domain_name, default_domain, ...auth }: Auth): Auth {
  const completed = {
    ...auth,
    ...pick("user_domain_id", auth.user_domain_id ?? domain_id),
    ...pick("user_domain_name", auth.user_domain_name ?? domain_name),
    ...pick("project_domain_id", auth.project_domain_id ?? domain_id),
    ...pick("project_domain_name", auth.project_domain_name ?? domain_name),
  };
  const has = (owner: "user" | "project") =>
    (completed[`${owner}_domain_id`] ?? completed[`${owner}_domain_name`]) !== undefined;
  return {
    ...completed,
    ...(has("user") ? {} : pick("user_domain_id", default_domain)),
    ...(has("project") ? {} : pick("project_domain_id", default_domain)),
  };
}

function pick<Key extends string>(key: Key, value: string | undefined): { [Name in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [Name in Key]?: string };
}

function buildScope(auth: Auth, isProjectScoped: boolean): AuthRequest["scope"] {
  if (isProjectScoped) {
    return auth.project_id === undefined
      ? { project: { name: requireValue(auth, "project_name"), domain: buildProjectDomain(auth) } }
      : { project: { id: auth.project_id } };
  }
  if (auth.system_scope !== undefined) {
    return { system: { all: true } };
  }
  if (auth.domain_id !== undefined) {
    return { domain: { id: auth.domain_id } };
  }
  return auth.domain_name === undefined ? undefined : { domain: { name: auth.domain_name } };
}

function buildProjectDomain(auth: Auth): Domain {
  return auth.project_domain_id === undefined
    ? { name: requireValue(auth, "project_domain_name") }
    : { id: auth.project_domain_id };
}

function buildIdentity(auth: Auth, type: string | undefined): AuthRequest["identity"] {
  const usesToken = type?.includes("token") || auth.token !== undefined;
  if (!usesToken && auth.password !== undefined) {
    return {
      methods: ["password"],
      password: { user: { ...buildUser(auth), password: auth.password } },
    };
  }
  if (auth.token !== undefined) {
    return { methods: ["token"], token: { id: auth.token } };
  }
  if (auth.application_credential_id !== undefined) {
    const { application_credential_id: id } = auth;
    return applicationCredential({ id, secret: requireValue(auth, "application_credential_secret") });
  }
  if (usesToken) {
    requireValue(auth, "token");
  }
  if (auth.application_credential_name === undefined) {
    requireValue(auth, type === "v3applicationcredential" ? "application_credential_id" : "password");
  }
  return applicationCredential({
    name: requireValue(auth, "application_credential_name"),
    secret: requireValue(auth, "application_credential_secret"),
    user: buildOwner(auth),
  });
}

type ApplicationCredential = NonNullable<AuthRequest["identity"]["application_credential"]>;

function applicationCredential(application_credential: ApplicationCredential): AuthRequest["identity"] {
  return { methods: ["application_credential"], application_credential };
}

/** The owner of an application credential with a name. Of several values, an id comes first. */
function buildOwner(auth: Auth): User {
  if (auth.user_id !== undefined) {
    return { id: auth.user_id };
  }
  const domain =
    auth.user_domain_id === undefined
      ? { name: requireValue(auth, "user_domain_name") }
      : { id: auth.user_domain_id };
  return { name: requireValue(auth, "username"), domain };
}

function buildUser(auth: Auth): User {
  const { username, user_id, user_domain_id, user_domain_name } = auth;
  if (user_id === undefined) {
    return { name: requireValue(auth, "username"), domain: buildUserDomain(auth) };
  }
  if (username !== undefined) {
    throw exclusive("username", "user_id");
  }
  if ((user_domain_id ?? user_domain_name) !== undefined) {
    throw new Error(
      "The credentials have user_id and a domain, which the OpenStack provider refuses: set username with user_domain_name instead of user_id (without OS_CLOUD, the provider always adds the domain default), or remove the domain.",
    );
  }
  return { id: user_id };
}

function buildUserDomain(auth: Auth): Domain {
  if (auth.user_domain_id === undefined) {
    return { name: requireValue(auth, "user_domain_name") };
  }
  if (auth.user_domain_name !== undefined) {
    throw exclusive("user_domain_id", "user_domain_name");
  }
  return { id: auth.user_domain_id };
}

function exclusive(first: string, second: string): Error {
  return new Error(
    `The credentials have ${first} and ${second}, and the OpenStack provider only takes one of them: remove one from the cloud's entry in clouds.yaml, or from the OS_* variables.`,
  );
}
