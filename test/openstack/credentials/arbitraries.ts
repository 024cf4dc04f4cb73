import fc from "fast-check";

/** The files of a working folder, and the OS_* variables. */
export interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Texts that YAML 1.1, YAML 1.2, PyYAML or gophercloud give different types. */
const SCALARS = [
  ..."dns|Default|0123|01234567|0123456789012345678901|12:30:45|1_0|1e5|12345e678901|1.5e+3|1.50|.5|0o17|0x1F|0b11".split(
    "|",
  ),
  ..."+1|-0|yes|No|on|OFF|y|n|true|False|~|null|2026-11-26|2026-11-26 10:20:30|''|\"0123\"|'no'|!!str 12|a b|ä".split(
    "|",
  ),
];
const scalar = fc.constantFrom(...SCALARS);
const name = fc.constantFrom("dns", "admin", "Default", "0123", "12345e678901", '"42"');
const domain = fc.constantFrom("Default", "default", "telco");

type Section = Readonly<Record<string, string>>;

const url = fc.constantFrom(
  "https://cloud:5000/v3",
  "https://cloud:5000",
  "http://cloud/identity",
  '"https://cloud/identity/v3/"',
  "https://cloud:5000/v2.0",
);
const auth_url = fc.oneof(
  { weight: 8, arbitrary: fc.constant("https://cloud:5000/v3") },
  { weight: 1, arbitrary: url },
);

/** Complete logins. */
const logins: readonly fc.Arbitrary<Section>[] = [
  fc.record({
    auth_url,
    username: name,
    password: scalar,
    project_name: name,
    user_domain_name: domain,
    project_domain_name: domain,
  }),
  fc.record({ auth_url, username: name, password: name, project_id: name, user_domain_id: domain }),
  fc.record({ auth_url, user_id: name, password: name, project_id: scalar }),
  fc.record({ auth_url, username: name, password: name, project_name: name, domain_name: domain }),
  fc.record({ auth_url, username: name, password: name, project_name: name, domain_id: domain }),
  fc.record({ auth_url, username: name, password: name, project_name: name, default_domain: domain }),
];
const applicationCredentials: readonly fc.Arbitrary<Section>[] = [
  fc.record({ auth_url, application_credential_id: name, application_credential_secret: scalar }),
  fc.record({
    auth_url,
    application_credential_name: name,
    application_credential_secret: name,
    username: name,
    user_domain_name: domain,
  }),
  fc.record({
    auth_url,
    application_credential_name: name,
    application_credential_secret: name,
    user_id: name,
  }),
];
const tokens: readonly fc.Arbitrary<Section>[] = [
  fc.record({ auth_url, token: name, project_name: name, project_domain_name: domain }),
  fc.record({ auth_url, token: name, project_id: name }),
];

const AUTH_KEYS =
  "username|user_id|password|token|project_id|project_name|tenant_id|tenant_name|project-name|user_domain_id|user_domain_name|project_domain_id|project_domain_name|domain_id|domain_name|default_domain|default_domain_id|system_scope|trust_id|passcode|application_credential_id|application_credential_name|application_credential_secret|auth_url".split(
    "|",
  );

/** A login with a key more or less. */
function withAccident(login: fc.Arbitrary<Section>): fc.Arbitrary<Section> {
  const extra = fc.tuple(fc.constantFrom(...AUTH_KEYS), fc.oneof(name, scalar, fc.constant("all")));
  return fc.oneof(
    { weight: 12, arbitrary: login },
    {
      weight: 2,
      arbitrary: fc.tuple(login, extra).map(([section, [key, value]]) => ({ ...section, [key]: value })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(login, fc.nat())
        .map(([section, index]) =>
          Object.fromEntries(Object.entries(section).filter((_, place, all) => place !== index % all.length)),
        ),
    },
  );
}

const passwordType = fc.constantFrom("password", "v3password");
const typedLogin = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.oneof(...logins), fc.option(passwordType, { freq: 2 })) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.oneof(...applicationCredentials), fc.constant("v3applicationcredential")),
  },
  { weight: 2, arbitrary: fc.tuple(fc.oneof(...tokens), fc.constantFrom("token", "v3token")) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.oneof(...logins, ...applicationCredentials, ...tokens),
      fc.option(
        fc.constantFrom(
          "v3totp",
          "v2password",
          "v3oidcpassword",
          "token",
          "v3applicationcredential",
          "password",
        ),
      ),
    ),
  },
);

export interface Paths {
  readonly cacert: string;
  readonly cert: string;
  readonly key: string;
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>, freq = 5) =>
  fc.option(arbitrary, { nil: undefined, freq: freq });

/** Keys of a cloud besides `auth`. */
function cloudKeys(paths: Paths): fc.Arbitrary<Section> {
  const interfaces = fc.constantFrom("public", "internal", "internalURL", "admin", "adminURL", "publicURL");
  const flag = fc.constantFrom(
    ..."yes|no|on|off|true|false|True|FALSE|No|OFF|~|\"no\"|'true'|n|0".split("|"),
  );
  const key = (arbitrary: fc.Arbitrary<string>, oneIn: number) =>
    fc.oneof({ weight: 1, arbitrary }, { weight: oneIn - 1, arbitrary: fc.constant(undefined) });
  return fc
    .record({
      region_name: key(fc.constantFrom("RegionOne", "RegionTwo", "0123", "One,Two", "~", "'1'"), 2),
      regions: key(
        fc.constantFrom(
          "[RegionOne, RegionTwo]",
          "[]",
          "[{ name: RegionTwo, values: { verify: no } }, RegionOne]",
          "[{ name: RegionOne, values: { auth: { project_id: other, project_name: other } } }]",
          "[{ name: RegionTwo, values: { interface: internal, cacert: /nowhere } }]",
          "[0123]",
        ),
        10,
      ),
      interface: key(interfaces, 6),
      endpoint_type: key(interfaces, 15),
      verify: key(flag, 5),
      insecure: key(flag, 15),
      cacert: key(fc.constantFrom(paths.cacert, paths.cacert, paths.cacert, "~/nowhere.pem", "''"), 6),
      cert: key(fc.constant(paths.cert), 6),
      key: key(fc.constant(paths.key), 6),
      identity_api_version: key(fc.constantFrom("3", "'3'", "3", "'3'", "3", "3", "2", "v3", "3.0"), 6),
      network_interface: key(interfaces, 25),
      compute_region_name: key(fc.constant("RegionTwo"), 40),
      compute_endpoint_override: key(fc.constant("https://elsewhere/compute"), 30),
      compute_api_version: key(fc.constant("2.90"), 5),
      username: key(name, 40),
      project_name: key(name, 40),
    })
    .map((keys) =>
      Object.fromEntries(
        Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    );
}

interface Parts {
  readonly cloud: Section;
  readonly auth: Section;
  readonly form: "block" | "flow" | "merged" | "mergedAuth";
}

/** Writes the file with one cloud in one of the forms that people use. */
function writeClouds({ cloud, auth, form }: Parts): string {
  const lines = (section: Section, indent: string) =>
    Object.entries(section).map(([key, value]) => `${indent}${key}: ${value}`);
  const flow = Object.entries(auth)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
  const other = "  other:\n    auth: { auth_url: https://other/v3 }\n";
  switch (form) {
    case "flow":
      return ["clouds:", "  prod:", ...lines(cloud, "    "), `    auth: { ${flow} }`, other].join("\n");
    case "merged":
      return [
        "base: &base",
        ...lines(cloud, "  "),
        "  auth:",
        ...lines(auth, "    "),
        "clouds:",
        "  prod:",
        "    <<: *base",
        "    volume_api_version: 3",
        other,
      ].join("\n");
    case "mergedAuth":
      return [
        "first: &first",
        ...lines(auth, "  "),
        "second: &second { project_name: second, password: second }",
        "clouds:",
        "  prod:",
        ...lines(cloud, "    "),
        "    auth:",
        "      <<: [*first, *second]",
        other,
      ].join("\n");
    default:
      return [
        "clouds:",
        "  prod:",
        ...lines(cloud, "    "),
        "    auth:",
        ...lines(auth, "      "),
        other,
      ].join("\n");
  }
}

/** A clouds.yaml, maybe with secure.yaml and clouds-public.yaml, and OS_CLOUD beside other variables. */
function fileCase(paths: Paths): fc.Arbitrary<Case> {
  const login = typedLogin.chain(([auth, type]) =>
    fc.record({ auth: withAccident(fc.constant(auth)), type: fc.constant(type) }),
  );
  const secure = fc.constantFrom(
    "clouds: { prod: { auth: { password: from-secure } } }\n",
    "clouds:\n  prod:\n    auth: { password: 0123, token: '' }\n    verify: no\n",
    "clouds: { prod: { auth: { application_credential_secret: 1_0 } } }\n",
    "clouds: { other: { auth: { password: x } } }\n",
    "",
  );
  const profiles = fc.constantFrom(
    "public-clouds:\n  vendor: { auth: { auth_url: https://vendor/v3 }, region_name: Vendor, interface: internal }\n",
    "public-clouds:\n  vendor: { verify: yes, regions: [North, South], auth: { project_domain_name: telco } }\n",
    "public-clouds: {}\n",
  );
  const stray = fc.constantFrom<readonly [string, string]>(
    ["OS_REGION_NAME", "RegionOne"],
    ["OS_REGION_NAME", "RegionTwo"],
    ["OS_INTERFACE", "internal"],
    ["OS_ENDPOINT_TYPE", "internal"],
    ["OS_ENDPOINT_TYPE", "internalURL"],
    ["OS_ENDPOINT_TYPE", "private"],
    ["OS_INSECURE", "1"],
    ["OS_INSECURE", "yes"],
    ["OS_INSECURE", "false"],
    ["OS_CACERT", paths.cacert],
    ["OS_PASSWORD", "stray"],
    ["OS_PROJECT_ID", "stray"],
    ["OS_TENANT_ID", "stray"],
    ["OS_PROJECT_NAME", "stray"],
    ["OS_TENANT_NAME", "stray"],
    ["OS_USERNAME", "stray"],
    ["OS_USER_ID", "stray"],
    ["OS_USER_DOMAIN_NAME", "stray"],
    ["OS_PROJECT_DOMAIN_ID", "stray"],
    ["OS_DOMAIN_NAME", "stray"],
    ["OS_DOMAIN_ID", "stray"],
    ["OS_DEFAULT_DOMAIN", "stray"],
    ["OS_TOKEN", "stray"],
    ["OS_AUTH_TOKEN", "stray"],
    ["OS_AUTH_URL", "https://stray/v3"],
    ["OS_AUTH_TYPE", "v3token"],
    ["OS_APPLICATION_CREDENTIAL_ID", "stray"],
    ["OS_APPLICATION_CREDENTIAL_SECRET", "stray"],
    ["OS_IDENTITY_API_VERSION", "2"],
    ["OS_IDENTITY_API_VERSION", "3"],
    ["OS_SYSTEM_SCOPE", "all"],
    ["OS_TRUST_ID", "stray"],
    ["OS_CLOUD_NAME", "prod"],
    ["OS_CLOUD_NAME", "mine"],
  );
  return fc
    .record({
      login,
      cloud: cloudKeys(paths),
      form: fc.constantFrom<Parts["form"]>("block", "block", "flow", "merged", "mergedAuth"),
      secure: rarely(secure, 3),
      profiles: rarely(profiles, 4),
      profileKey: fc.constantFrom("profile", "profile", "cloud"),
      strays: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 4, arbitrary: fc.array(stray, { minLength: 1, maxLength: 2 }) },
      ),
      location: fc.constantFrom("clouds.yaml", "clouds.yaml", "clouds.yaml", "elsewhere/clouds.yaml"),
      cloudName: fc.constantFrom(...Array<string>(30).fill("prod"), "absent"),
    })
    .map(({ login, cloud, form, secure, profiles, profileKey, strays, location, cloudName }) => {
      const typed: Section = typeof login.type === "string" ? { auth_type: login.type } : {};
      const profile = profiles === undefined ? {} : { [profileKey]: "vendor" };
      const text = writeClouds({ cloud: { ...typed, ...profile, ...cloud }, auth: login.auth, form });
      const isElsewhere = location !== "clouds.yaml";
      return {
        files: {
          // An empty file in the working folder keeps the readers off this machine's own files.
          "clouds.yaml": "",
          "secure.yaml": isElsewhere ? "" : (secure ?? ""),
          "clouds-public.yaml": profiles ?? "",
          [location]: text,
          ...(isElsewhere ? { "elsewhere/secure.yaml": secure ?? "" } : {}),
        },
        env: {
          OS_CLOUD: cloudName,
          ...(isElsewhere ? { OS_CLIENT_CONFIG_FILE: location } : {}),
          ...Object.fromEntries(strays),
        },
      };
    });
}

/** OS_* variables as an openrc file sets them. */
function variablesCase(paths: Paths): fc.Arbitrary<Case> {
  const value = fc.constantFrom("dns", "0123", "no", "12345e678", "a b");
  const set = (keys: string) =>
    fc.record(Object.fromEntries(keys.split(" ").map((key) => [`OS_${key}`, value])));
  const login = fc.oneof(
    { weight: 4, arbitrary: set("USERNAME PASSWORD PROJECT_NAME USER_DOMAIN_NAME PROJECT_DOMAIN_NAME") },
    { weight: 2, arbitrary: set("USERNAME PASSWORD PROJECT_ID USER_DOMAIN_ID") },
    { weight: 1, arbitrary: set("USERNAME PASSWORD TENANT_NAME") },
    { weight: 1, arbitrary: set("USERNAME PASSWORD TENANT_ID PROJECT_ID PROJECT_NAME USER_DOMAIN_NAME") },
    { weight: 1, arbitrary: set("USER_ID PASSWORD PROJECT_ID") },
    { weight: 1, arbitrary: set("USERNAME PASSWORD PROJECT_NAME DOMAIN_NAME") },
    { weight: 1, arbitrary: set("USERNAME PASSWORD DOMAIN_ID USER_DOMAIN_ID") },
    {
      weight: 2,
      arbitrary: set("APPLICATION_CREDENTIAL_ID APPLICATION_CREDENTIAL_SECRET").map((variables) => ({
        ...variables,
        OS_AUTH_TYPE: "v3applicationcredential",
      })),
    },
    {
      weight: 2,
      arbitrary: set("TOKEN PROJECT_ID").map((variables) => ({ ...variables, OS_AUTH_TYPE: "v3token" })),
    },
    { weight: 1, arbitrary: set("TOKEN PROJECT_ID") },
    { weight: 1, arbitrary: set("USERNAME PASSWORD PASSCODE USER_DOMAIN_NAME PROJECT_ID") },
  );
  const more = fc.constantFrom<Readonly<Record<string, string>>>(
    {},
    {},
    { OS_REGION_NAME: "RegionOne" },
    { OS_INTERFACE: "internal" },
    { OS_ENDPOINT_TYPE: "internalURL" },
    { OS_ENDPOINT_TYPE: "admin", OS_INTERFACE: "public" },
    { OS_INSECURE: "true" },
    { OS_INSECURE: "1" },
    { OS_INSECURE: "True" },
    { OS_CACERT: paths.cacert },
    { OS_CACERT: "/nowhere.pem" },
    { OS_CERT: paths.cert, OS_KEY: paths.key },
    { OS_CERT: paths.cert },
    { OS_IDENTITY_API_VERSION: "3" },
    { OS_DEFAULT_DOMAIN: "telco" },
    { OS_AUTH_TYPE: "v3password" },
    { OS_AUTH_TYPE: "v3oidcpassword" },
    { OS_SYSTEM_SCOPE: "true" },
    { OS_CLOUD: "" },
    { OS_REGION_NAME: "", OS_INTERFACE: "" },
    { OS_CLOUD_NAME: "mine" },
  );
  return fc
    .record({
      login,
      more,
      address: fc.constantFrom("https://cloud:5000/v3", "https://cloud:5000/v3", "http://cloud/identity"),
    })
    .map(({ login, more, address }) => ({
      files: { "clouds.yaml": "", "secure.yaml": "", "clouds-public.yaml": "" },
      env: { OS_AUTH_URL: address, ...login, ...more },
    }));
}

/** Credentials as people write them, and with the accidents that happen to them. */
export function credentialCase(paths: Paths): fc.Arbitrary<Case> {
  return fc.oneof({ weight: 5, arbitrary: fileCase(paths) }, { weight: 1, arbitrary: variablesCase(paths) });
}
