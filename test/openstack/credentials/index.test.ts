import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCredentials } from "../../../openstack/credentials";
import type { Case } from "./arbitraries";
import { KNOWN_CASES } from "./knownCases";
import { writeCase } from "./readers";

/** The agreement with the OpenStack provider and openstacksdk is tested in agreement.test.ts. */
describe("readCredentials", () => {
  const root = mkdtempSync(join(tmpdir(), "clouds-test-"));
  afterAll(() => rmSync(root, { recursive: true }));
  let folders = 0;

  /** Reads a case in a folder of its own. */
  function read(written: Case) {
    const folder = join(root, `${folders++}`);
    mkdirSync(folder);
    writeCase(folder, written);
    return readCredentials({ ...written.env, HOME: folder }, { folder, home: folder });
  }

  const readKnown = (name: string) => {
    const known = KNOWN_CASES[name];
    if (known === undefined) {
      throw new Error(`there is no case ${name}`);
    }
    return read(known);
  };

  const readVariables = (env: Case["env"]) => read({ files: {}, env });

  const clouds = `clouds:
  lab:
    auth: { auth_url: "http://127.0.0.1:5000", username: admin, project_name: admin, domain_name: Default }
    region_name: RegionOne
  app:
    auth_type: v3applicationcredential
    auth: { auth_url: "https://cloud/v3/", application_credential_id: abc, application_credential_secret: s3cret }
    verify: false
  named:
    auth_type: v3applicationcredential
    auth:
      { auth_url: "https://cloud/v3", application_credential_name: dns, application_credential_secret: s3cret,
        username: me, user_domain_name: Default }
  profiled:
    profile: vendor
    auth: { username: me, user_domain_name: Default, password: 12345, project_id: "42" }
  lost:
    profile: nowhere
  bare:
    auth: { username: admin }
`;
  const files = {
    "clouds.yaml": clouds,
    "secure.yaml": "clouds: { lab: { auth: { password: s3cret } } }\n",
    "clouds-public.yaml":
      'public-clouds: { vendor: { auth: { auth_url: "https://vendor/v3" }, region_name: North } }\n',
  };
  const readCloud = (OS_CLOUD: string) => read({ files, env: { OS_CLOUD } });

  it("reads the cloud that OS_CLOUD names, with the password of secure.yaml, and adds Keystone's API version", () => {
    expect(readCloud("lab")).toEqual({
      authUrl: "http://127.0.0.1:5000/v3",
      region: "RegionOne",
      interface: "public",
      verify: true,
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "admin", password: "s3cret", domain: { name: "Default" } } },
        },
        scope: { project: { name: "admin", domain: { name: "Default" } } },
      },
    });
  });

  it("reads an application credential, which needs no scope", () => {
    expect(readCloud("app")).toEqual({
      authUrl: "https://cloud/v3",
      interface: "public",
      verify: false,
      auth: {
        identity: {
          methods: ["application_credential"],
          application_credential: { id: "abc", secret: "s3cret" },
        },
      },
    });
  });

  it("reads an application credential with a name and a user", () => {
    expect(readCloud("named").auth).toEqual({
      identity: {
        methods: ["application_credential"],
        application_credential: {
          name: "dns",
          secret: "s3cret",
          user: { name: "me", domain: { name: "Default" } },
        },
      },
    });
  });

  it("reads a token, for a project and its domain", () => {
    const credentials = readVariables({
      OS_AUTH_URL: "https://cloud:5000/v3",
      OS_AUTH_TYPE: "v3token",
      OS_TOKEN: "t0ken",
      OS_PROJECT_NAME: "dns",
      OS_PROJECT_DOMAIN_NAME: "Telco",
    });
    expect(credentials.auth).toEqual({
      identity: { methods: ["token"], token: { id: "t0ken" } },
      scope: { project: { name: "dns", domain: { name: "Telco" } } },
    });
  });

  it("reads the cloud's profile from clouds-public.yaml, and a password of digits", () => {
    expect(readCloud("profiled")).toMatchObject({
      authUrl: "https://vendor/v3",
      region: "North",
      auth: { identity: { password: { user: { name: "me", password: "12345" } } } },
    });
  });

  it("reads merged mappings: keys of the cloud first, then the first of the merged ones", () => {
    expect(readKnown("a merged auth").auth).toMatchObject({
      identity: { password: { user: { name: "me", password: "mine" } } },
      scope: { project: { name: "dns" } },
    });
    expect(readKnown("a merged cloud")).toMatchObject({ region: "RegionOne", verify: false });
  });

  it("reads secure.yaml where the OpenStack provider finds it, which is not beside OS_CLIENT_CONFIG_FILE", () => {
    expect(readKnown("secure.yaml beside OS_CLIENT_CONFIG_FILE").auth).toMatchObject({
      identity: { password: { user: { password: "s3cret" } } },
    });
  });

  it.each([
    ["a password of 22 digits", { identity: { password: { user: { password: "0123456789012345678901" } } } }],
    ["a project id of digits and one e", { scope: { project: { id: "12345e678901234567890123456789012" } } }],
    ["a project id of digits", { scope: { project: { id: "12345678901234567890123456789012" } } }],
  ])("reads %s as it is written", (name, auth) => {
    const credentials = readKnown(name);
    expect(credentials.auth).toMatchObject(auth);
    expect(credentials.differences).toBeUndefined();
  });

  it.each(["True", "1", "t"])("disables the check of the certificate with OS_INSECURE=%s", (OS_INSECURE) => {
    const variables = { OS_AUTH_URL: "https://cloud", OS_TOKEN: "t", OS_PROJECT_ID: "1" };
    expect(readVariables({ ...variables, OS_INSECURE }).verify).toBe(false);
    expect(readVariables(variables).verify).toBe(true);
  });

  it("reads the OS_* variables if OS_CLOUD is empty, with the domain default", () => {
    const credentials = readVariables({
      OS_CLOUD: "",
      OS_AUTH_URL: "https://cloud:5000/v3",
      OS_USERNAME: "me",
      OS_PASSWORD: "s3cret",
      OS_PROJECT_NAME: "dns",
    });
    expect(credentials.auth).toMatchObject({
      scope: { project: { name: "dns", domain: { id: "default" } } },
    });
  });

  it("reads the files of the authority and of the client's certificate", () => {
    const login = { OS_AUTH_URL: "https://cloud", OS_TOKEN: "t", OS_PROJECT_ID: "1" };
    const paths = { OS_CACERT: "/ca.pem", OS_CERT: "/client.pem", OS_KEY: "/client.key" };
    expect(readVariables({ ...login, ...paths })).toMatchObject({
      cacert: "/ca.pem",
      cert: "/client.pem",
      key: "/client.key",
    });
  });

  it.each<[string, object, RegExp]>([
    [
      "interface in clouds.yaml",
      { interface: "public" },
      /^interface: The OpenStack provider uses the public endpoints, but openstacksdk uses the internal ones: set OS_ENDPOINT_TYPE=internal/,
    ],
    [
      "OS_ENDPOINT_TYPE beside OS_CLOUD",
      { interface: "internal" },
      /^interface: The OpenStack provider uses the internal endpoints, but openstacksdk uses the public ones/,
    ],
    [
      "OS_REGION_NAME beside OS_CLOUD",
      { region: "RegionTwo" },
      /^region: The OpenStack provider uses region "RegionTwo", but openstacksdk uses region "RegionOne", because it does not read OS_REGION_NAME beside OS_CLOUD: unset OS_REGION_NAME, or make "RegionTwo"/,
    ],
    [
      "insecure: true",
      { verify: true },
      /^verify: The OpenStack provider checks the certificate of the cloud, but openstacksdk does not check it: .*remove insecure/,
    ],
    [
      "an octal password",
      { auth: { identity: { password: { user: { password: "01234567" } } } } },
      /^secret: The OpenStack provider sends another password, .* with quotation marks\.$/,
    ],
    [
      "OS_PASSWORD for a cloud without a password",
      { auth: { identity: { password: { user: { password: "from-variable" } } } } },
      /^secret: .* unset OS_PASSWORD, which the provider uses beside OS_CLOUD, or set/,
    ],
    [
      "OS_TOKEN beside OS_CLOUD",
      { auth: { identity: { token: { id: "left-over" } } } },
      /^user: The OpenStack provider logs in with a token, but openstacksdk with the password of user "me" of domain "Default": unset OS_TOKEN/,
    ],
    [
      "default_domain",
      { auth: { scope: { project: { domain: { id: "telco" } } } } },
      /can read these credentials, but openstacksdk can't \(the login does not know auth\.default_domain\)/,
    ],
  ])("reads %s as the OpenStack provider does, and tells the difference", (name, expected, sentence) => {
    const credentials = readKnown(name);
    expect(credentials).toMatchObject(expected);
    const [difference, ...others] = credentials.differences ?? [];
    expect(difference?.sentence).toMatch(sentence);
    expect(others).toEqual([]);
  });

  it.each<[string, RegExp]>([
    [
      "OS_PROJECT_ID beside OS_CLOUD",
      /^project: The OpenStack provider uses the project with the id "left-over", but openstacksdk uses project "dns" of domain "Default": unset OS_PROJECT_ID, which the provider uses beside OS_CLOUD, or set project_id/,
    ],
    [
      "a project id with a leading zero",
      /^project: .* uses the project with the id "01234567\d+", but openstacksdk uses the project with the id "1616895878\d+": set project_id, .* with quotation marks/,
    ],
    [
      "a list of regions",
      /^region: .* uses the first region of the catalog, .*: set OS_REGION_NAME=RegionOne,/,
    ],
  ])("refuses %s, because openstacksdk shows another region or project", (name, sentence) => {
    expect(() => readKnown(name)).toThrow(sentence);
  });

  it.each<[string, RegExp]>([
    [
      "auth_type v3totp",
      /^auth_type is "v3totp", but the OpenStack provider only knows password, v3password/,
    ],
    [
      "identity_api_version 2",
      /^identity_api_version is "2", but the OpenStack provider needs version 3: set/,
    ],
    ["an address of Keystone's API of version 2", /^auth_url is the address of version 2 of Keystone's API/],
    ["a user id in the variables", /^The credentials have user_id and a domain, which .* set username/],
    ["both forms of the user's domain", /^The credentials have user_domain_id and user_domain_name, and/],
    ["no user_domain_name", /^The credentials have no user_domain_name: set it/],
    ["no project_domain_name", /^The credentials have no project_domain_name: set it/],
    ["verify: 0", /clouds\.yaml: clouds\.prod\.verify must be true or false, without quotes: correct it/],
    ["an error in another cloud", /clouds\.yaml: clouds\.other\.regions must be a list: write it as/],
  ])("refuses %s, which the OpenStack provider can't use either", (name, sentence) => {
    expect(() => readKnown(name)).toThrow(sentence);
  });

  it("refuses a variable that is no boolean, with which the OpenStack provider ends", () => {
    expect(() => readVariables({ OS_INSECURE: "yes" })).toThrow(
      'OS_INSECURE is "yes", but the OpenStack provider only takes true or false: correct or unset it.',
    );
  });

  it.each<[string, () => unknown, RegExp]>([
    ["a cloud that is not in the file", () => readCloud("other"), /has no cloud with this name/],
    [
      "a profile that is not in clouds-public.yaml",
      () => readCloud("lost"),
      /profile "nowhere", but .*clouds-public.yaml has no such profile/,
    ],
    ["a cloud without auth_url", () => readCloud("bare"), /have no auth_url: set it .* or set OS_AUTH_URL/],
    ["no credentials at all", () => readVariables({}), /have no auth_url/],
  ])("throws an error that says what is missing for %s", (_, run, expected) => {
    expect(run).toThrow(expected);
  });
});
