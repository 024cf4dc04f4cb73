import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { type Credentials, readCredentials } from "./credentials";
import {
  type Connections,
  createConnections,
  type HttpRequest,
  type HttpResponse,
  sendRequest,
} from "./http";
import { meaningOf } from "./meaning";

/** Type of a service in Keystone's catalog. */
export type Service = "compute" | "network" | "image" | "placement";

interface Endpoint {
  readonly interface: string;
  readonly region: string;
  readonly url: string;
}

interface Token {
  readonly catalog: readonly { readonly type: string; readonly endpoints: readonly Endpoint[] }[];
  readonly project: { readonly id: string };
  readonly roles: readonly { readonly name: string }[];
}

/** Error of a response with a status other than 2xx. */
export class ErrorResponse extends Error {
  constructor(
    message: string,
    /** HTTP status, such as 403. */
    readonly status: number,
  ) {
    super(message);
  }
}

/** Error of a service that did not respond before the timeout. */
export class CloudTimeout extends Error {}

/** Timeout of a request if the caller sets no deadline. */
const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * A cloud that accepted the credentials. Identical requests that are made at the same time are sent once. Only the
 * functions in openstack/changes.ts change the cloud. All other code only reads.
 */
export class Cloud {
  readonly #pendingRequests = new Map<string, Promise<unknown>>();

  private constructor(
    private readonly credentials: Credentials,
    private readonly token: string,
    private readonly tokenBody: Token,
    private readonly connections: Connections,
    private readonly deadline: AbortSignal | undefined,
  ) {}

  /**
   * Gets a token from Keystone.
   * @param credentials @default from the environment
   * @param deadline aborts this and every later request. @default each request has a timeout of 30 s
   * @throws if the cloud can't be reached or refuses the credentials. The message has the address and what to do.
   */
  static async connect(credentials: Credentials = readCredentials(), deadline?: AbortSignal): Promise<Cloud> {
    const connections = createCloudConnections(credentials);
    const { headers, body } = await request(`${credentials.authUrl}/auth/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ auth: credentials.auth }),
      connections,
      signal: deadline ?? AbortSignal.timeout(DEFAULT_TIMEOUT_MS),
    });
    const { token } = body as { token: Token };
    return new Cloud(credentials, headers["x-subject-token"] as string, token, connections, deadline);
  }

  /** Id of the project of the credentials. */
  get projectId(): string {
    return this.tokenBody.project.id;
  }

  /** Names of the roles that the credentials have in the project. */
  get roles(): string[] {
    return this.tokenBody.roles.map(({ name }) => name);
  }

  /**
   * Sends a GET request for a path of a service.
   * @param microversion such as `compute 2.78`. @default none
   * @throws {ErrorResponse} if the status is not 2xx. The message has the address and the text of the service.
   */
  async get<T>(service: Service, path: string, microversion?: string): Promise<T> {
    const headers: Record<string, string> = { "X-Auth-Token": this.token, Accept: "application/json" };
    if (microversion !== undefined) {
      headers["OpenStack-API-Version"] = microversion;
    }
    const key = JSON.stringify([service, path, microversion]);
    const pending = this.#pendingRequests.get(key) ?? this.#request(service, path, { headers });
    this.#pendingRequests.set(key, pending);
    return (await pending.finally(() => this.#pendingRequests.delete(key))) as T;
  }

  /**
   * Sends a POST or PUT request for a path of a service.
   * @throws {ErrorResponse} as {@link get} does
   */
  async change(service: Service, method: "POST" | "PUT", path: string, body: object): Promise<void> {
    const headers = { "X-Auth-Token": this.token, "Content-Type": "application/json" };
    await this.#request(service, path, { method, headers, body: JSON.stringify(body) });
  }

  /** Sends a DELETE request for a path of a service. @throws {ErrorResponse} as {@link get} does */
  async delete(service: Service, path: string): Promise<void> {
    await this.#request(service, path, { method: "DELETE", headers: { "X-Auth-Token": this.token } });
  }

  async #request(
    service: Service,
    path: string,
    httpRequest: Pick<HttpRequest, "method" | "headers" | "body">,
  ): Promise<unknown> {
    const { body } = await request(`${this.#findEndpoint(service)}${path}`, {
      ...httpRequest,
      connections: this.connections,
      signal: this.deadline ?? AbortSignal.timeout(DEFAULT_TIMEOUT_MS),
    });
    return body;
  }

  #findEndpoint(service: Service): string {
    const endpoint = this.tokenBody.catalog
      .filter(({ type }) => type === service)
      .flatMap(({ endpoints }) => endpoints)
      .find(
        (candidate) =>
          candidate.interface === this.credentials.interface &&
          (this.credentials.region === undefined || candidate.region === this.credentials.region),
      );
    if (endpoint === undefined) {
      throw new Error(
        `The cloud's catalog has no ${this.credentials.interface} ${service} endpoint in ${this.credentials.region ?? "any region"}: check region_name and interface in clouds.yaml, or OS_REGION_NAME and OS_INTERFACE.`,
      );
    }
    const url = endpoint.url.replace(/\/+$/, "");
    return service === "network" && !/\/v2\.0$/.test(url) ? `${url}/v2.0` : url;
  }
}

/** Creates the connections to a cloud. The credentials say how to check the certificate. */
function createCloudConnections({ verify, cacert }: Credentials): Connections {
  const ca = cacert === undefined ? {} : { ca: [...rootCertificates, readFileSync(cacert, "utf8")] };
  return createConnections({ rejectUnauthorized: verify, ...ca });
}

async function request(
  url: string,
  httpRequest: HttpRequest,
): Promise<{ headers: HttpResponse["headers"]; body: unknown }> {
  const { status, headers, text } = await sendRequest(url, httpRequest).catch((error: ConnectionError) => {
    throw explainConnectionError(url, error);
  });
  if (status < 200 || status > 299) {
    const meaning = meaningOf(`HTTP ${status}`) ?? text.slice(0, 300);
    throw new ErrorResponse(`${url} responded with status ${status}: ${meaning}`, status);
  }
  try {
    // An accepted action or deletion has an empty response.
    return { headers, body: text === "" && [202, 204].includes(status) ? undefined : JSON.parse(text) };
  } catch {
    throw new Error(
      `The response of ${url} is not JSON: check that this is the address of an OpenStack service.`,
    );
  }
}

type ConnectionError = Error & { readonly code?: string };

function explainConnectionError(url: string, { name, message, code }: ConnectionError): Error {
  return name === "TimeoutError"
    ? new CloudTimeout(`${url} did not respond before the timeout. ${meaningOf("i/o timeout")}`)
    : new Error(`${url} can't be reached (${code ?? message}). ${meaningOf("connection refused")}`);
}
