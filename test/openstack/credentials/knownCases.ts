import type { Case } from "./arbitraries";

const login = "auth_url: https://cloud/v3, username: me, password: s3cret, user_domain_name: Default";
const project = "project_name: dns, project_domain_name: Default";

/** A working folder with this clouds.yaml, and empty files that keep the readers off this machine's own. */
function withFiles(clouds: string, env: Case["env"] = {}, files: Case["files"] = {}): Case {
  return {
    files: { "clouds.yaml": clouds, "secure.yaml": "", "clouds-public.yaml": "", ...files },
    env: { OS_CLOUD: "prod", ...env },
  };
}

const withKeys = (keys: string, env: Case["env"] = {}) =>
  withFiles(`clouds: { prod: { ${keys} auth: { ${login}, ${project} } } }\n`, env);

const withAuth = (auth: string, env: Case["env"] = {}) =>
  withFiles(`clouds: { prod: { auth: { ${login}, ${auth} } } }\n`, env);

const withPassword = (password: string) =>
  withFiles(
    `clouds: { prod: { auth: { auth_url: https://cloud/v3, user_id: me, project_id: p, password: ${password} } } }\n`,
  );

const TWO_REGIONS = "regions: [RegionOne, { name: RegionTwo, values: { verify: false } }],";

/** What people met with, and the forms of clouds.yaml that its readers are known to disagree about. */
export const KNOWN_CASES: Readonly<Record<string, Case>> = {
  "interface in clouds.yaml": withKeys("interface: internal,"),
  "endpoint_type in clouds.yaml": withKeys("endpoint_type: internalURL,"),
  "OS_INTERFACE beside OS_CLOUD": withKeys("", { OS_INTERFACE: "internal" }),
  "OS_ENDPOINT_TYPE beside OS_CLOUD": withKeys("", { OS_ENDPOINT_TYPE: "internal" }),
  "OS_REGION_NAME beside OS_CLOUD": withKeys("region_name: RegionOne,", { OS_REGION_NAME: "RegionTwo" }),
  "a list of regions": withKeys(TWO_REGIONS),
  "a list of regions, with OS_REGION_NAME": withKeys(TWO_REGIONS, { OS_REGION_NAME: "RegionTwo" }),
  "the first of a list of regions in OS_REGION_NAME": withKeys(TWO_REGIONS, { OS_REGION_NAME: "RegionOne" }),
  "verify: no": withKeys("verify: no,"),
  'verify: "no"': withKeys('verify: "no",'),
  "verify: 0": withKeys("verify: 0,"),
  "insecure: true": withKeys("insecure: true,"),
  "OS_INSECURE beside OS_CLOUD": withKeys("", { OS_INSECURE: "true" }),
  "a passcode": withAuth(`passcode: "123456", ${project}`),
  "a password of 22 digits": withPassword("0123456789012345678901"),
  "an octal password": withPassword("01234567"),
  "a project id of digits and one e": withAuth("project_id: 12345e678901234567890123456789012"),
  "a project id of digits": withAuth("project_id: 12345678901234567890123456789012"),
  "a project id with a leading zero": withAuth("project_id: 01234567012345670123456701234567"),
  "a project id that is sexagesimal": withAuth("project_id: 12:30:45"),
  "a merged cloud": withFiles(
    `base: &base\n  auth: { ${login}, ${project} }\n  region_name: RegionOne\nclouds:\n  prod:\n    <<: *base\n    verify: off\n`,
  ),
  "a merged auth": withFiles(
    `login: &login { ${login} }\nproject: &project { ${project}, username: other }\nclouds:\n  prod:\n    auth:\n      <<: [*login, *project]\n      password: mine\n`,
  ),
  "no user_domain_name": withFiles(
    `clouds: { prod: { auth: { auth_url: https://cloud/v3, username: me, password: p, ${project} } } }\n`,
  ),
  "no project_domain_name": withAuth("project_name: dns"),
  default_domain: withFiles(
    "clouds: { prod: { auth: { auth_url: https://cloud/v3, username: me, password: p, project_name: dns, default_domain: telco } } }\n",
  ),
  "tenant_name in clouds.yaml": withAuth("tenant_name: dns, project_domain_name: Default"),
  "both forms of the user's domain": withAuth(`user_domain_id: default, ${project}`),
  "both forms of the project's domain": withAuth(`project_domain_id: default, ${project}`),
  "a trust": withAuth("trust_id: t"),
  "a project and a system scope": withAuth(`system_scope: all, ${project}`),
  "OS_PROJECT_ID beside OS_CLOUD": withKeys("", { OS_PROJECT_ID: "left-over" }),
  "OS_PASSWORD beside OS_CLOUD": withKeys("", { OS_PASSWORD: "left-over" }),
  "OS_PASSWORD for a cloud without a password": withFiles(
    `clouds: { prod: { auth: { auth_url: https://cloud/v3, user_id: me, project_id: p } } }\n`,
    { OS_PASSWORD: "from-variable" },
  ),
  "OS_TOKEN beside OS_CLOUD": withKeys("", { OS_TOKEN: "left-over" }),
  "OS_APPLICATION_CREDENTIAL_ID beside OS_CLOUD": withKeys("", { OS_APPLICATION_CREDENTIAL_ID: "left-over" }),
  "secure.yaml beside OS_CLIENT_CONFIG_FILE": withFiles(
    "",
    { OS_CLIENT_CONFIG_FILE: "elsewhere/clouds.yaml" },
    {
      "elsewhere/clouds.yaml": `clouds: { prod: { auth: { ${login}, ${project} } } }\n`,
      "elsewhere/secure.yaml": "clouds: { prod: { auth: { password: not-read } } }\n",
    },
  ),
  "verify in the profile and in the cloud": withFiles(
    `clouds: { prod: { profile: vendor, verify: no, auth: { ${login}, ${project} } } }\n`,
    {},
    { "clouds-public.yaml": "public-clouds: { vendor: { verify: yes } }\n" },
  ),
  "auth_type v3totp": withKeys("auth_type: v3totp,"),
  "auth_type v3oidcpassword": withKeys("auth_type: v3oidcpassword,"),
  "identity_api_version 2": withKeys("identity_api_version: 2,"),
  "an address of Keystone's API of version 2": withFiles(
    `clouds: { prod: { auth: { auth_url: "https://cloud:5000/v2.0", user_id: me, password: p, project_id: p } } }\n`,
  ),
  "a user id in the variables": {
    files: withFiles("").files,
    env: { OS_AUTH_URL: "https://cloud/v3", OS_USER_ID: "me", OS_PASSWORD: "p", OS_PROJECT_ID: "p" },
  },
  "a value twice": withFiles(
    `clouds: { prod: { region_name: One, region_name: Two, auth: { ${login}, ${project} } } }\n`,
  ),
  "an error in another cloud": withFiles(
    `clouds: { prod: { auth: { ${login}, ${project} } }, other: { regions: RegionOne } }\n`,
  ),
  "the address of a service in clouds.yaml": withKeys("compute_endpoint_override: https://elsewhere,"),
  "no OS_CLOUD with one cloud": withKeys("", { OS_CLOUD: "" }),
};
