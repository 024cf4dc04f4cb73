import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../../openstack/credentials";
import { closeConnections } from "../../openstack/http";

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A server on a loopback port. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Number of connections that clients made. */
  readonly connections: () => number;
}

/** Runs `use` with a server. @param tls @default plain HTTP */
export async function withServer<T>(
  handler: Handler,
  use: (server: TestServer) => Promise<T>,
  tls?: https.ServerOptions,
): Promise<T> {
  const server: Server & { closeAllConnections(): void } =
    tls === undefined ? http.createServer(handler) : https.createServer(tls, handler);
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await use({
      url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
      port,
      connections: () => connections,
    });
  } finally {
    await closeConnections();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Runs `use` with changed environment variables. undefined removes a variable. */
export async function withEnv<T>(
  changes: Readonly<Record<string, string | undefined>>,
  use: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
  try {
    return await use();
  } finally {
    process.env = before;
  }
}

export interface KeystoneOptions {
  /** Lifetime of a token in ms. @default 1 h */
  readonly lifetimeMs?: number;
  /** Difference of the cloud's clock to this machine in ms. @default 0 */
  readonly skewMs?: number;
}

/** A Keystone whose catalog has all services below one address. Each token has a number. */
export class FakeKeystone {
  /** Number of tokens that were requested. */
  tokens = 0;

  constructor(private readonly options: KeystoneOptions = {}) {}

  /** Responds to a request for a token. @param url the address of the server */
  respond(response: http.ServerResponse, url: string): void {
    this.tokens += 1;
    const { lifetimeMs = 3_600_000, skewMs = 0 } = this.options;
    const issuedMs = Date.now() + skewMs;
    const catalog = ["compute", "network", "image", "placement"].map((type) => ({
      type,
      endpoints: [{ interface: "public", region: "RegionOne", url: `${url}/${type}` }],
    }));
    response.writeHead(201, {
      "X-Subject-Token": `token-${this.tokens}`,
      "Content-Type": "application/json",
    });
    response.end(
      JSON.stringify({
        token: {
          catalog,
          project: { id: "the-project" },
          roles: [],
          issued_at: new Date(issuedMs).toISOString(),
          expires_at: new Date(issuedMs + lifetimeMs).toISOString(),
        },
      }),
    );
  }
}

export const PASSWORD = "s3cret-passw0rd";

export function credentialsFor(url: string, changes: Partial<Credentials> = {}): Credentials {
  return {
    authUrl: `${url}/identity/v3`,
    interface: "public",
    verify: true,
    auth: {
      identity: { methods: ["password"], password: { user: { id: "me", password: PASSWORD } } },
      scope: { project: { id: "the-project" } },
    },
    ...changes,
  };
}

/** Runs `use` with a cloud: a Keystone, and services that `handler` implements. */
export async function withServices<T>(
  handler: Handler,
  use: (server: TestServer, keystone: FakeKeystone) => Promise<T>,
  options?: KeystoneOptions,
): Promise<T> {
  const keystone = new FakeKeystone(options);
  return withServer(
    (request, response) =>
      request.url?.startsWith("/identity")
        ? keystone.respond(response, `http://${request.headers.host}`)
        : handler(request, response),
    (server) => use(server, keystone),
  );
}

export function respondJson(response: http.ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** A certificate with its key in files. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** Certificates for tests, made with openssl in a temporary directory. */
export class CertificateFactory {
  readonly directory = mkdtempSync(join(tmpdir(), "cpnr-tls-test-"));

  /** Creates a self-signed certificate. Its key is small, because making it must not take long. */
  authority(name: string): Certificate {
    this.#openssl("req", "-x509", "-subj", `/CN=${name}`, "-days", "30", ...this.#newKey(name));
    return this.#read(name);
  }

  /**
   * Creates a certificate that `authority` signed.
   * @param names subject alternative names, such as `IP:127.0.0.1`
   * @param days lifetime; a negative one is over
   */
  signed(name: string, authority: Certificate, names: string, days = 30): Certificate {
    const request = join(this.directory, `${name}.csr`);
    const extensions = join(this.directory, `${name}.ext`);
    this.#openssl("req", "-new", "-subj", `/CN=${name}`, ...this.#newKey(name, request));
    writeFileSync(extensions, `subjectAltName=${names}\n`);
    const signing = ["-CA", authority.certFile, "-CAkey", authority.keyFile, "-CAcreateserial"];
    const out = join(this.directory, `${name}.pem`);
    const files = ["-in", request, "-extfile", extensions, "-out", out];
    this.#openssl("x509", "-req", ...files, ...signing, "-days", String(days));
    return this.#read(name);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  #newKey(name: string, out = join(this.directory, `${name}.pem`)): string[] {
    const keyFile = join(this.directory, `${name}.key`);
    return [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-keyout",
      keyFile,
      "-out",
      out,
    ];
  }

  #openssl(...args: string[]): void {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  }

  #read(name: string): Certificate {
    const certFile = join(this.directory, `${name}.pem`);
    const keyFile = join(this.directory, `${name}.key`);
    return {
      certFile,
      keyFile,
      cert: readFileSync(certFile, "utf8"),
      key: readFileSync(keyFile, "utf8"),
    };
  }
}
