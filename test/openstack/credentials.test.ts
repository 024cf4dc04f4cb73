import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCredentials } from "../../openstack/credentials";

describe("readCredentials", () => {
  const folder = mkdtempSync(join(tmpdir(), "clouds-test-"));
  const file = join(folder, "clouds.yaml");
  afterAll(() => rmSync(folder, { recursive: true }));

  const clouds = `clouds:
  lab:
    auth: { auth_url: "http://127.0.0.1:5000", username: admin, project_name: admin, user_domain_name: Default }
    region_name: RegionOne
  app:
    auth_type: v3applicationcredential
    auth: { auth_url: "https://cloud/v3/", application_credential_id: abc, application_credential_secret: s3cret }
    interface: internal
    verify: false
  named:
    auth_type: v3applicationcredential
    auth:
      { auth_url: "https://cloud/v3", application_credential_name: dns, application_credential_secret: s3cret,
        username: me, user_domain_name: Default }
  profiled:
    profile: vendor
    auth: { username: me, password: 12345, project_id: "42" }
  lost:
    profile: nowhere
  bare:
    auth: { username: admin }
`;
  const profiles = `public-clouds:
  vendor: { auth: { auth_url: "https://vendor/v3" }, region_name: North, interface: internalURL }
`;
  const env = (OS_CLOUD: string) => ({ OS_CLOUD, OS_CLIENT_CONFIG_FILE: file });

  beforeEach(() => {
    writeFileSync(file, clouds);
    writeFileSync(join(folder, "clouds-public.yaml"), profiles);
    writeFileSync(join(folder, "secure.yaml"), "clouds: { lab: { auth: { password: s3cret } } }\n");
  });

  it("reads the cloud that OS_CLOUD names, with the password of secure.yaml, and adds Keystone's API version", () => {
    expect(readCredentials(env("lab"))).toEqual({
      authUrl: "http://127.0.0.1:5000/v3",
      region: "RegionOne",
      interface: "public",
      verify: true,
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "admin", password: "s3cret", domain: { name: "Default" } } },
        },
        scope: { project: { name: "admin", domain: { id: "default" } } },
      },
    });
  });

  it("reads an application credential, which needs no scope", () => {
    expect(readCredentials(env("app"))).toEqual({
      authUrl: "https://cloud/v3",
      interface: "internal",
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
    expect(readCredentials(env("named")).auth).toEqual({
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
    const credentials = readCredentials({
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
    expect(readCredentials(env("profiled"))).toMatchObject({
      authUrl: "https://vendor/v3",
      region: "North",
      interface: "internal",
      auth: { identity: { password: { user: { name: "me", password: "12345" } } } },
    });
  });

  it.each(["True", "1", "yes"])(
    "disables the check of the certificate with OS_INSECURE=%s",
    (OS_INSECURE) => {
      const variables = {
        OS_AUTH_URL: "https://cloud",
        OS_AUTH_TYPE: "token",
        OS_TOKEN: "t",
        OS_PROJECT_ID: "1",
      };
      expect(readCredentials({ ...variables, OS_INSECURE }).verify).toBe(false);
      expect(readCredentials(variables).verify).toBe(true);
    },
  );

  it("reads the files of the authority and of the client's certificate", () => {
    const files = { cacert: "/ca.pem", cert: "/client.pem", key: "/client.key" };
    const auth = { auth_url: "https://cloud", username: "me", password: "s3cret", project_id: "42" };
    writeFileSync(file, JSON.stringify({ clouds: { mutual: { auth, ...files } } }));
    expect(readCredentials(env("mutual"))).toMatchObject(files);
    const variables = { OS_CACERT: "/ca.pem", OS_CERT: "/client.pem", OS_KEY: "/client.key" };
    expect(
      readCredentials({
        ...variables,
        OS_AUTH_URL: "https://cloud",
        OS_AUTH_TYPE: "token",
        OS_TOKEN: "t",
        OS_PROJECT_ID: "1",
      }),
    ).toMatchObject(files);
  });

  it("reads the OS_* variables if OS_CLOUD is empty", () => {
    const credentials = readCredentials({
      OS_CLOUD: "",
      OS_AUTH_URL: "https://cloud:5000/v3",
      OS_USERNAME: "me",
      OS_PASSWORD: "s3cret",
      OS_PROJECT_ID: "42",
    });
    expect(credentials.auth).toMatchObject({ scope: { project: { id: "42" } } });
  });

  it.each([
    ["a cloud that is not in the file", env("other"), /has no cloud with this name/],
    [
      "a profile that is not in clouds-public.yaml",
      env("lost"),
      /profile "nowhere", but .*clouds-public.yaml has no such profile/,
    ],
    ["a cloud without auth_url", env("bare"), /have no auth_url: set it .* or set OS_AUTH_URL/],
    ["no credentials at all", {}, /have no auth_url/],
  ])("throws an error that says what is missing for %s", (_, environment, expected) => {
    expect(() => readCredentials(environment)).toThrow(expected);
  });
});
