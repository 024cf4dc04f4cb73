import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type Credentials, readCredentials } from "../../../openstack/credentials";
import { homeOfUser } from "../../../openstack/credentials/files";
import { createTlsContext } from "../../../openstack/trust";
import { CertificateFactory } from "../testServer";
import { type Case, credentialCase } from "./arbitraries";
import { differingSettings } from "./differingSettings";
import { KNOWN_CASES } from "./knownCases";
import { type Reference, readByProvider, readBySdk, writeCase } from "./readers";

/** The same files on each machine, so that a red test is red everywhere. */
const SEED = 20261126;
const GENERATED = Number(process.env.CPNR_CREDENTIAL_CASES ?? 400);

/** A case with what its three readers say. `ours` is the error if we refuse the case. */
interface Outcome {
  readonly case: Case;
  readonly provider: Reference;
  readonly sdk: Reference;
  readonly ours: Credentials | Error;
}

describe(`${GENERATED} generated and the known clouds.yaml and OS_* environments`, () => {
  const root = mkdtempSync(join(tmpdir(), "credentials-test-"));
  const factory = new CertificateFactory();
  let outcomes: readonly Outcome[];

  beforeAll(() => {
    const client = factory.signed("client", factory.authority("authority"), "DNS:client");
    const paths = {
      cacert: join(factory.directory, "authority.pem"),
      cert: client.certFile,
      key: client.keyFile,
    };
    const generated = fc.sample(credentialCase(paths), { seed: SEED, numRuns: GENERATED });
    const cases = [...Object.values(KNOWN_CASES), ...generated];
    const folderOf = (index: number) => join(root, `${index}`);
    for (const [index, written] of cases.entries()) {
      writeCase(folderOf(index), written);
    }
    const byProvider = readByProvider(cases, folderOf);
    const bySdk = readBySdk(cases, folderOf);
    outcomes = cases.map((written, index) => ({
      case: written,
      provider: byProvider[index] as Reference,
      sdk: bySdk[index] as Reference,
      ours: readOurs(written, folderOf(index)),
    }));
    // With CPNR_CREDENTIAL_CASES, it can take minutes.
  }, 600_000);

  afterAll(() => {
    rmSync(root, { recursive: true });
    factory.remove();
  });

  /** Lists the cases that break a rule, as a red test shows them. */
  const breaking = (rule: (outcome: Outcome) => boolean) => outcomes.filter((outcome) => !rule(outcome));

  const isRead = ({ provider, ours }: Outcome) => provider.error === undefined && !(ours instanceof Error);

  it("are read as the OpenStack provider reads them", () => {
    expect(breaking((outcome) => !isRead(outcome) || isSame(outcome))).toEqual([]);
  });

  it("are refused if the OpenStack provider refuses them", () => {
    expect(breaking(({ provider, ours }) => provider.error === undefined || ours instanceof Error)).toEqual(
      [],
    );
  });

  it("are refused besides only if openstacksdk reads something else, or nothing", () => {
    expect(
      breaking(
        ({ provider, sdk, ours }) =>
          !(ours instanceof Error) ||
          provider.error !== undefined ||
          differingSettings(provider, sdk).length > 0,
      ),
    ).toEqual([]);
  });

  it("are refused if openstacksdk reads another region without OS_REGION_NAME, or another address of Keystone", () => {
    expect(
      breaking(({ case: { env }, provider, sdk, ours }) => {
        const differing = provider.error === undefined ? differingSettings(provider, sdk) : [];
        const isElsewhere =
          differing.includes("auth_url") || (differing.includes("region") && !env.OS_REGION_NAME);
        return !isElsewhere || ours instanceof Error;
      }),
    ).toEqual([]);
  });

  it("have a sentence for each setting that openstacksdk reads in another way, and for no other", () => {
    expect(
      breaking((outcome) => {
        const { provider, sdk, ours } = outcome;
        return !isRead(outcome) || isDeepStrictEqual(toldSettings(ours), differingSettings(provider, sdk));
      }),
    ).toEqual([]);
  });

  it("contain enough of each kind", () => {
    const read = outcomes.filter(isRead);
    const told = read.flatMap(({ ours }) => toldSettings(ours));
    expect(outcomes.length).toBeGreaterThanOrEqual(200);
    expect(read.filter(({ ours }) => toldSettings(ours).length === 0).length).toBeGreaterThanOrEqual(40);
    expect(new Set(told)).toEqual(
      new Set([
        "all",
        "cacert",
        "cert",
        "endpoints",
        "interface",
        "project",
        "region",
        "secret",
        "user",
        "verify",
      ]),
    );
    expect(
      outcomes.filter(({ provider, ours }) => provider.error === undefined && ours instanceof Error).length,
    ).toBeGreaterThanOrEqual(20);
  });
});

function readOurs({ env }: Case, folder: string): Credentials | Error {
  try {
    const credentials = readCredentials({ ...env, HOME: folder }, { folder, home: homeOfUser() });
    if (credentials.cacert !== undefined || credentials.cert !== undefined) {
      // The provider reads the certificates with the rest.
      createTlsContext(credentials);
    }
    return credentials;
  } catch (error) {
    return error as Error;
  }
}

function isSame({ provider, ours }: Outcome): boolean {
  const { authUrl, auth, region, interface: endpoints, verify, cacert, cert, key } = ours as Credentials;
  const { error: _, ...expected } = provider;
  const files = { cacert: cacert ?? "", cert: cert ?? "", key: key ?? "" };
  const actual = {
    url: `${authUrl}/auth/tokens`,
    auth,
    region: region ?? "",
    interface: endpoints,
    verify,
    ...files,
  };
  return isDeepStrictEqual(JSON.parse(JSON.stringify(actual)), expected);
}

function toldSettings(ours: Credentials | Error): string[] {
  return ours instanceof Error ? [] : (ours.differences ?? []).map(({ setting }) => setting).sort();
}
