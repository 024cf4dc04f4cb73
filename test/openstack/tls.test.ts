import { writeFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { join } from "node:path";
import { Cloud } from "../../openstack/cloud";
import type { Credentials } from "../../openstack/credentials";
import { CloudUnreachable } from "../../openstack/errors";
import {
  type Certificate,
  CertificateFactory,
  credentialsFor,
  FakeKeystone,
  withEnv,
  withServer,
} from "./testServer";

describe("A cloud with TLS", () => {
  const factory = new CertificateFactory();
  const authority = factory.authority("authority");
  const LOOPBACK = "IP:127.0.0.1";
  const good = factory.signed("good", authority, LOOPBACK);
  const client = factory.signed("client", authority, "DNS:client");
  afterAll(() => factory.remove());

  /** Connects to a server with a certificate. */
  async function connectTo(
    { cert, key }: Certificate,
    changes: Partial<Credentials>,
    options: ServerOptions = {},
  ): Promise<Cloud> {
    const keystone = new FakeKeystone();
    return withServer(
      ({ headers }, response) => keystone.respond(response, `https://${headers.host}`),
      ({ url }) => Cloud.connect(credentialsFor(url, changes)),
      { cert, key, ...options },
    );
  }

  const trusted = { cacert: authority.certFile };

  it("is trusted by the authority in cacert, as a file or as its text", async () => {
    await connectTo(good, trusted);
    await connectTo(good, { cacert: authority.cert });
  });

  it("is trusted by an authority in the system's store", async () => {
    await withEnv({ SSL_CERT_FILE: authority.certFile, SSL_CERT_DIR: undefined }, () => connectTo(good, {}));
    const other = factory.authority("other");
    await withEnv({ SSL_CERT_FILE: other.certFile, SSL_CERT_DIR: factory.directory }, () =>
      // The store is read once for each TLS setup, so this setup differs.
      connectTo(good, { cert: client.certFile, key: client.keyFile }),
    );
  });

  it("is not trusted by the system's store if there is a cacert, as for the OpenStack provider", async () => {
    const other = factory.authority("another");
    await withEnv({ SSL_CERT_FILE: authority.certFile, SSL_CERT_DIR: undefined }, () =>
      expect(connectTo(good, { cacert: other.certFile })).rejects.toThrow(
        /\(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
      ),
    );
  });

  it("is trusted with every certificate if the check is disabled", async () => {
    await connectTo(factory.authority("anyone"), { verify: false });
  });

  it("gets the client's certificate", async () => {
    const requires = { requestCert: true, ca: authority.cert };
    await connectTo(good, { ...trusted, cert: client.certFile, key: client.keyFile }, requires);
    // TLS 1.2 has a code for a missing certificate. With TLS 1.3, the server only closes the connection.
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      await expect(connectTo(good, trusted, { ...requires, maxVersion })).rejects.toThrow(
        /asks for a client certificate, set cert and key in clouds\.yaml or OS_CERT and OS_KEY/,
      );
    }
  });

  it.each<[string, () => Certificate, Partial<Credentials>, RegExp]>([
    [
      "is self-signed",
      () => factory.authority("self"),
      {},
      /\(DEPTH_ZERO_SELF_SIGNED_CERT\)\. This machine does not trust/,
    ],
    [
      "an unknown authority signed",
      () => good,
      {},
      /\(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)\. This machine does not trust .* set cacert/,
    ],
    [
      "has expired",
      () => factory.signed("old", authority, LOOPBACK, -1),
      trusted,
      /\(CERT_HAS_EXPIRED\)\. .* check the clock/,
    ],
    [
      "is for another host",
      () => factory.signed("elsewhere", authority, "DNS:elsewhere"),
      trusted,
      /\(ERR_TLS_CERT_ALTNAME_INVALID\)\. .* for another host name/,
    ],
  ])(
    "causes an error of TLS, not of the network, if its certificate %s",
    async (_, certificate, changes, expected) => {
      const error = (await connectTo(certificate(), changes).catch((e: Error) => e)) as CloudUnreachable;
      expect(error).toBeInstanceOf(CloudUnreachable);
      expect(error.kind).toBe("tls");
      expect(error.message).toMatch(expected);
      expect(error.message).not.toContain("can't be reached");
    },
  );

  it("causes an error that names the scheme if the server speaks plain HTTP", async () => {
    await withServer(
      (_, response) => response.end(),
      async ({ port }) => {
        await expect(Cloud.connect(credentialsFor(`https://127.0.0.1:${port}`))).rejects.toThrow(
          /The address begins with https, but the server does not use TLS at this port/,
        );
      },
    );
  });

  it.each([
    [
      "cacert",
      "/nowhere/ca.pem",
      /cacert "\/nowhere\/ca\.pem" can't be read \(ENOENT\): correct cacert in clouds\.yaml or OS_CACERT/,
    ],
    ["cacert", "empty", /has no certificate in PEM: correct cacert/],
    ["cert", "empty", /cert ".*empty" has no certificate in PEM/],
  ])("causes an error that names %s if it is %s", async (name, file, expected) => {
    writeFileSync(join(factory.directory, "empty"), "");
    const path = file === "empty" ? join(factory.directory, file) : file;
    await expect(connectTo(good, { [name]: path, key: client.keyFile })).rejects.toThrow(expected);
  });
});

describe("A cloud that this machine has no way to", () => {
  it.each([
    [
      "http://127.0.0.1:9",
      /\/auth\/tokens refused the connection \(ECONNREFUSED\)\. The cloud can't be reached: check auth_url/,
    ],
    [
      "http://cloud.invalid:5000",
      /has a host name .* \((ENOTFOUND|EAI_AGAIN)\)\. The cloud can't be reached/,
    ],
    ["http://me:hunter22@127.0.0.1:9", /^http:\/\/127\.0\.0\.1:9\//],
  ])("causes an error of the network: %s", async (url, expected) => {
    const error = (await Cloud.connect(credentialsFor(url)).catch((e: Error) => e)) as CloudUnreachable;
    expect(error.kind).toBe("network");
    expect(error.message).toMatch(expected);
    expect(error.message).not.toContain("hunter22");
  });
});
