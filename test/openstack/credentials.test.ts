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
  bare:
    auth: { username: admin }
`;
  const env = (OS_CLOUD: string) => ({ OS_CLOUD, OS_CLIENT_CONFIG_FILE: file });

  beforeEach(() => {
    writeFileSync(file, clouds);
    writeFileSync(join(folder, "secure.yaml"), "clouds: { lab: { auth: { password: s3cret } } }\n");
  });

  it("takes the cloud that OS_CLOUD names, its password from secure.yaml, and adds Keystone's version", () => {
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

  it("takes an application credential, which has a scope of its own", () => {
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

  it("takes the OS_* variables where no cloud is named", () => {
    const credentials = readCredentials({
      OS_AUTH_URL: "https://cloud:5000/v3",
      OS_USERNAME: "me",
      OS_PASSWORD: "s3cret",
      OS_PROJECT_ID: "42",
    });
    expect(credentials.auth).toMatchObject({ scope: { project: { id: "42" } } });
  });

  it.each([
    ["a cloud that the file lacks", env("other"), /has no cloud of that name/],
    ["a cloud without auth_url", env("bare"), /lack auth_url: set it .* or set OS_AUTH_URL/],
    ["no credentials at all", {}, /lack auth_url/],
  ])("says what is missing for %s", (_, environment, expected) => {
    expect(() => readCredentials(environment)).toThrow(expected);
  });
});
