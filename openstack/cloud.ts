import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import { type Credentials, readCredentials } from "./credentials";
import { meaningOf } from "./meaning";

/** A service's type in Keystone's catalog. */
export type Service = "compute" | "network" | "image" | "placement";

interface Endpoint {
  readonly interface: string;
  readonly region: string;
  readonly url: string;
}

interface Token {
  readonly catalog: readonly { readonly type: string; readonly endpoints: readonly Endpoint[] }[];
}

/** A cloud that answered: reads only. */
export class Cloud {
  private constructor(
    private readonly credentials: Credentials,
    private readonly token: string,
    private readonly catalog: Token["catalog"],
    private readonly dispatcher: Agent,
  ) {}

  /**
   * Asks Keystone for a token with the credentials of the environment.
   * @throws if the cloud can't be reached or refuses them, with its address and what to do
   */
  static async connect(credentials: Credentials = readCredentials()): Promise<Cloud> {
    const dispatcher = dispatcherFor(credentials);
    const response = await request(dispatcher, `${credentials.authUrl}/auth/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ auth: credentials.auth }),
    });
    const { token } = (await response.json()) as { token: Token };
    return new Cloud(
      credentials,
      response.headers.get("X-Subject-Token") as string,
      token.catalog,
      dispatcher,
    );
  }

  /**
   * GETs a path of a service.
   * @param microversion such as `compute 2.78`, where the answer depends on one
   * @throws with the address and the service's own words where it answers anything but 2xx
   */
  async get<T>(service: Service, path: string, microversion?: string): Promise<T> {
    const headers: Record<string, string> = { "X-Auth-Token": this.token, Accept: "application/json" };
    if (microversion !== undefined) {
      headers["OpenStack-API-Version"] = microversion;
    }
    const response = await request(this.dispatcher, `${this.#endpoint(service)}${path}`, { headers });
    return (await response.json()) as T;
  }

  #endpoint(service: Service): string {
    const endpoint = this.catalog
      .filter(({ type }) => type === service)
      .flatMap(({ endpoints }) => endpoints)
      .find(
        (candidate) =>
          candidate.interface === this.credentials.interface &&
          (this.credentials.region === undefined || candidate.region === this.credentials.region),
      );
    if (endpoint === undefined) {
      throw new Error(
        `The cloud's catalog has no ${this.credentials.interface} ${service} endpoint in ${this.credentials.region ?? "any region"}: check region_name and interface.`,
      );
    }
    const url = endpoint.url.replace(/\/+$/, "");
    return service === "network" && !/\/v2\.0$/.test(url) ? `${url}/v2.0` : url;
  }
}

/** The connections to a cloud, which check its certificate as its credentials say. */
function dispatcherFor({ verify, cacert }: Credentials): Agent {
  const ca = cacert === undefined ? undefined : [...rootCertificates, readFileSync(cacert, "utf8")];
  return new Agent({ connect: { rejectUnauthorized: verify, ...(ca === undefined ? {} : { ca }) } });
}

async function request(dispatcher: Agent, url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, dispatcher, signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    const seen = cause?.code ?? cause?.message ?? String(error);
    throw new Error(`${url} can't be reached (${seen}). ${meaningOf("connection refused")}`);
  }
  if (!response.ok) {
    const text = (await response.text()).slice(0, 300);
    throw new Error(`${url} answered ${response.status}: ${meaningOf(`HTTP ${response.status}`) ?? text}`);
  }
  return response;
}
