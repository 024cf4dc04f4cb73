import { homeOfUser } from "./files";
import type { AuthRequest, Domain, Reading, User } from "./reading";
import type { SdkReading } from "./sdk";

/** A setting that the OpenStack provider reads in another way than openstacksdk. */
export interface Difference {
  readonly setting:
    | "auth_url"
    | "project"
    | "region"
    | "user"
    | "secret"
    | "interface"
    | "endpoints"
    | "verify"
    | "cacert"
    | "cert"
    | "all";
  /** What differs, and what to do. It contains no secret. */
  readonly sentence: string;
  /** Whether the deployment would be in another cloud, region or project than the one that openstacksdk shows. */
  readonly isRefused: boolean;
}

interface Sources {
  readonly regionVariable?: string | undefined;
  /** OS_* variables that complete the entry of OS_CLOUD. */
  readonly completingVariables: readonly string[];
}

/** Compares what the provider reads with what openstacksdk reads. */
export function compareReadings(provider: Reading, sdk: SdkReading, sources: Sources): Difference[] {
  return [
    compareAuthUrls(provider, sdk),
    compareProjects(provider, sdk, sources),
    compareRegions(provider, sdk, sources),
    ...compareUsers(provider, sdk, sources),
    compareInterfaces(provider, sdk),
    compareEndpoints(sdk),
    compareVerify(provider, sdk),
    compareAuthorities(provider, sdk),
    compareCertificates(provider, sdk),
  ].filter((difference) => difference !== undefined);
}

const IN_ENTRY = "in the cloud's entry in clouds.yaml";

function compareAuthUrls({ authUrl }: Reading, sdk: SdkReading): Difference | undefined {
  return authUrl === sdk.authUrl
    ? undefined
    : {
        setting: "auth_url",
        sentence: `auth_url: The OpenStack provider uses another address than openstacksdk: set one auth_url, below auth ${IN_ENTRY}, and none in regions.`,
        isRefused: true,
      };
}

function compareProjects(provider: Reading, sdk: SdkReading, sources: Sources): Difference | undefined {
  const [ours, theirs] = [provider.auth, sdk.auth].map(scopeOf) as [string, string];
  if (ours === theirs) {
    return undefined;
  }
  return {
    setting: "project",
    sentence: `project: The OpenStack provider uses ${ours}, but openstacksdk uses ${theirs}: ${mendAuth(sources, /PROJECT|TENANT|DOMAIN|SCOPE|APPLICATION/, "project_id, or project_name with project_domain_name,")}.`,
    isRefused: !isSameProject(provider.auth, sdk.auth),
  };
}

/** @param involved names of the variables that can cause the difference */
function mendAuth({ completingVariables }: Sources, involved: RegExp, keys: string): string {
  const variables = completingVariables.filter((name) => involved.test(name));
  const unset =
    variables.length > 0 ? `unset ${variables.join(", ")}, which the provider uses beside OS_CLOUD, or ` : "";
  return `${unset}set ${keys} below auth ${IN_ENTRY}, with quotation marks`;
}

function scopeOf({ identity, scope }: AuthRequest): string {
  if (identity.application_credential !== undefined) {
    return scope === undefined ? "the project of the application credential" : describeScope(scope);
  }
  return scope === undefined ? "the user's default project" : describeScope(scope);
}

function describeScope(scope: NonNullable<AuthRequest["scope"]>): string {
  const { project, domain } = scope;
  if (project !== undefined) {
    return project.id === undefined
      ? `project "${project.name}" of ${describeDomain(project.domain)}`
      : `the project with the id "${project.id}"`;
  }
  if (domain !== undefined) {
    return `${describeDomain(domain)}, without a project`;
  }
  return scope.system === undefined ? "the project of a trust (trust_id)" : "the system, without a project";
}

function describeDomain(domain: Domain | undefined): string {
  if (domain === undefined) {
    return "no domain";
  }
  return domain.id === undefined ? `domain "${domain.name}"` : `the domain with the id "${domain.id}"`;
}

/**
 * Whether openstacksdk shows no other project. Keystone refuses a project's name without its domain, and an application
 * credential with a project.
 */
function isSameProject(provider: AuthRequest, sdk: AuthRequest): boolean {
  const [ours, theirs] = [provider, sdk].map(({ identity }) => identity.application_credential !== undefined);
  if (ours || theirs) {
    return ours === theirs;
  }
  const [project, shown] = [provider.scope?.project, sdk.scope?.project];
  return project?.name !== undefined && project.name === shown?.name && shown.domain === undefined;
}

function compareRegions(
  { region = "" }: Reading,
  { regions }: SdkReading,
  { regionVariable }: Sources,
): Difference | undefined {
  if (regions.length === 1 && regions[0] === region) {
    return undefined;
  }
  const name = (value: string) => (value === "" ? "the first region of the catalog" : `region "${value}"`);
  const differ = `region: The OpenStack provider uses ${name(region)}, but openstacksdk uses ${regions.map(name).join(" and ")}`;
  const [first = ""] = regions;
  if (regionVariable) {
    return {
      setting: "region",
      sentence: `${differ}, because it does not read OS_REGION_NAME beside OS_CLOUD: unset OS_REGION_NAME, or make "${region}" the region of the cloud's entry in clouds.yaml.`,
      isRefused: false,
    };
  }
  const sentence =
    regions.length === 1 && first !== ""
      ? `${differ}: set OS_REGION_NAME=${first}, because the provider does not choose from a list of regions.`
      : `${differ}: set one region_name ${IN_ENTRY}, and remove regions and the keys that end in _region_name.`;
  return { setting: "region", sentence, isRefused: true };
}

function compareUsers(provider: Reading, sdk: SdkReading, sources: Sources): Difference[] {
  const [ours, theirs] = [provider.auth.identity, sdk.auth.identity].map(describeUser) as [string, string];
  if (ours !== theirs) {
    const keys = "auth_type, and the keys of the user and its domain,";
    return [
      {
        setting: "user",
        sentence: `user: The OpenStack provider logs in with ${ours}, but openstacksdk with ${theirs}: ${mendAuth(sources, /USER|DOMAIN|PASSWORD|TOKEN|APPLICATION/, keys)}.`,
        isRefused: false,
      },
    ];
  }
  if (secretOf(provider.auth.identity) === secretOf(sdk.auth.identity)) {
    return [];
  }
  const sentence = `secret: The OpenStack provider sends another password, secret or token than openstacksdk: ${mendAuth(sources, /PASSWORD|TOKEN|SECRET/, "the password, secret or token")}.`;
  return [{ setting: "secret", sentence, isRefused: false }];
}

function describeUser({ methods, password, application_credential }: AuthRequest["identity"]): string {
  if (password !== undefined) {
    return `the password of ${nameUser(password.user)}`;
  }
  if (application_credential === undefined) {
    return `a ${methods.join(" and ")}`;
  }
  const { id, name, user } = application_credential;
  return id === undefined
    ? `the application credential "${name}" of ${nameUser(user ?? {})}`
    : `the application credential with the id "${id}"`;
}

function nameUser({ id, name, domain }: User): string {
  if (id !== undefined) {
    return `the user with the id "${id}"`;
  }
  return name === undefined ? "no user" : `user "${name}" of ${describeDomain(domain)}`;
}

function secretOf({ password, token, application_credential }: AuthRequest["identity"]): unknown {
  return password?.user.password ?? token?.id ?? application_credential?.secret ?? null;
}

function compareInterfaces(provider: Reading, { interfaces }: SdkReading): Difference | undefined {
  if (interfaces.length === 1 && interfaces[0] === provider.interface) {
    return undefined;
  }
  const theirs = interfaces.join(" and ");
  return {
    setting: "interface",
    sentence: `interface: The OpenStack provider uses the ${provider.interface} endpoints, but openstacksdk uses the ${theirs} ones: set OS_ENDPOINT_TYPE=${interfaces[0]}, because the provider reads neither interface in clouds.yaml nor OS_INTERFACE, or remove it.`,
    isRefused: false,
  };
}

function compareEndpoints({ overriddenServices: services }: SdkReading): Difference | undefined {
  return services.length === 0
    ? undefined
    : {
        setting: "endpoints",
        sentence: `endpoints: The OpenStack provider does not read ${services.map((service) => `${service}_endpoint_override`).join(", ")} ${IN_ENTRY}, and uses the addresses of the catalog: remove it, or ask the cloud's administrators to correct the catalog.`,
        isRefused: false,
      };
}

function compareVerify(provider: Reading, sdk: SdkReading): Difference | undefined {
  const does = (verify: boolean) => (verify ? "checks" : "does not check");
  return provider.verify === sdk.verify
    ? undefined
    : {
        setting: "verify",
        sentence: `verify: The OpenStack provider ${does(provider.verify)} the certificate of the cloud, but openstacksdk ${does(sdk.verify)} it: set verify: ${provider.verify} ${IN_ENTRY}, not in its profile or a region, and remove insecure and OS_INSECURE.`,
        isRefused: false,
      };
}

function compareAuthorities(provider: Reading, sdk: SdkReading): Difference | undefined {
  if (!provider.verify && !sdk.verify) {
    return undefined;
  }
  const ours = expand(provider.cacert);
  return ours === sdk.cacert && !isText(ours)
    ? undefined
    : {
        setting: "cacert",
        sentence: `cacert: The OpenStack provider uses ${describeFile(ours)}, but openstacksdk uses ${describeFile(sdk.cacert)}: set cacert ${IN_ENTRY} to the path of a file, and unset OS_CACERT.`,
        isRefused: false,
      };
}

function compareCertificates(provider: Reading, sdk: SdkReading): Difference | undefined {
  const ours = [expand(provider.cert), expand(provider.key)];
  const theirs = [sdk.cert, sdk.key];
  return ours.every((value, index) => value === theirs[index] && !isText(value))
    ? undefined
    : {
        setting: "cert",
        sentence: `cert: The OpenStack provider uses ${describeFile(ours[0] ?? "")} as the client's certificate, but openstacksdk uses ${describeFile(sdk.cert)}: set both cert and key ${IN_ENTRY} to paths of files, and unset OS_CERT and OS_KEY.`,
        isRefused: false,
      };
}

function expand(path = ""): string {
  return path.replace(/^~(?=\/|$)/, homeOfUser());
}

function isText(value: string): boolean {
  return value.includes("-----BEGIN");
}

function describeFile(value: string): string {
  if (value === "") {
    return "none";
  }
  return isText(value) ? "a text in PEM" : `"${value}"`;
}

/** The difference if openstacksdk can't read at all what the provider reads. @param reason without secrets */
export function describeUnreadable(reason: string): Difference {
  return {
    setting: "all",
    sentence: `The OpenStack provider can read these credentials, but openstacksdk can't (${reason}): correct this ${IN_ENTRY} or in the OS_* variables, so that other tools read the same.`,
    isRefused: false,
  };
}
