import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { type Credentials, readCredentials } from "./credentials";
import { ask, type Connections, connections, type HttpResponse, type Question } from "./http";
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
  readonly project: { readonly id: string };
  readonly roles: readonly { readonly name: string }[];
}

/** A service's answer other than 2xx. */
export class Refusal extends Error {
  constructor(
    message: string,
    /** HTTP status, such as 403. */
    readonly status: number,
  ) {
    super(message);
  }
}

/** A service that did not answer before the deadline. */
export class CloudTimeout extends Error {}

/** How long a cloud is waited for where the caller sets no limit, in ms. */
const PATIENCE = 30_000;

/** A cloud that answered. What is asked while the same question is under way is asked once. What is changed there stands in openstack/changes.ts; all else reads. */
export class Cloud {
  readonly #underWay = new Map<string, Promise<unknown>>();

  private constructor(
    private readonly credentials: Credentials,
    private readonly token: string,
    private readonly scope: Token,
    private readonly connections: Connections,
    private readonly deadline: AbortSignal | undefined,
  ) {}

  /**
   * Asks Keystone for a token with the credentials of the environment.
   * @param deadline ends this and every later question of this cloud; without it each may take 30 s
   * @throws if the cloud can't be reached or refuses them, with its address and what to do
   */
  static async connect(credentials: Credentials = readCredentials(), deadline?: AbortSignal): Promise<Cloud> {
    const kept = connectionsFor(credentials);
    const { headers, body } = await request(`${credentials.authUrl}/auth/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ auth: credentials.auth }),
      connections: kept,
      signal: deadline ?? AbortSignal.timeout(PATIENCE),
    });
    const { token } = body as { token: Token };
    return new Cloud(credentials, headers["x-subject-token"] as string, token, kept, deadline);
  }

  /** Id of the project that the credentials are for. */
  get projectId(): string {
    return this.scope.project.id;
  }

  /** Names of the roles that the credentials have there. */
  get roles(): string[] {
    return this.scope.roles.map(({ name }) => name);
  }

  /**
   * GETs a path of a service.
   * @param microversion such as `compute 2.78`, where the answer depends on one
   * @throws {Refusal} with the address and the service's own words where it answers anything but 2xx
   */
  async get<T>(service: Service, path: string, microversion?: string): Promise<T> {
    const headers: Record<string, string> = { "X-Auth-Token": this.token, Accept: "application/json" };
    if (microversion !== undefined) {
      headers["OpenStack-API-Version"] = microversion;
    }
    const question = JSON.stringify([service, path, microversion]);
    const asked = this.#underWay.get(question) ?? this.#asked(service, path, { headers });
    this.#underWay.set(question, asked);
    return (await asked.finally(() => this.#underWay.delete(question))) as T;
  }

  /**
   * Changes what stands at a path of a service.
   * @throws {Refusal} as {@link get} does
   */
  async change(service: Service, method: "POST" | "PUT", path: string, body: object): Promise<void> {
    const headers = { "X-Auth-Token": this.token, "Content-Type": "application/json" };
    await this.#asked(service, path, { method, headers, body: JSON.stringify(body) });
  }

  async #asked(
    service: Service,
    path: string,
    question: Pick<Question, "method" | "headers" | "body">,
  ): Promise<unknown> {
    const { body } = await request(`${this.#endpoint(service)}${path}`, {
      ...question,
      connections: this.connections,
      signal: this.deadline ?? AbortSignal.timeout(PATIENCE),
    });
    return body;
  }

  #endpoint(service: Service): string {
    const endpoint = this.scope.catalog
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
function connectionsFor({ verify, cacert }: Credentials): Connections {
  const ca = cacert === undefined ? {} : { ca: [...rootCertificates, readFileSync(cacert, "utf8")] };
  return connections({ rejectUnauthorized: verify, ...ca });
}

async function request(
  url: string,
  question: Question,
): Promise<{ headers: HttpResponse["headers"]; body: unknown }> {
  const { status, headers, text } = await ask(url, question).catch((error: Failure) => {
    throw unreachable(url, error);
  });
  if (status < 200 || status > 299) {
    const meaning = meaningOf(`HTTP ${status}`) ?? text.slice(0, 300);
    throw new Refusal(`${url} answered ${status}: ${meaning}`, status);
  }
  try {
    // Nova accepts an action without a word.
    return { headers, body: status === 202 && text === "" ? undefined : JSON.parse(text) };
  } catch {
    throw new Error(
      `${url} answered with something else than JSON: is it the address of an OpenStack service?`,
    );
  }
}

type Failure = Error & { readonly code?: string };

function unreachable(url: string, { name, message, code }: Failure): Error {
  return name === "TimeoutError"
    ? new CloudTimeout(`${url} did not answer in time. ${meaningOf("i/o timeout")}`)
    : new Error(`${url} can't be reached (${code ?? message}). ${meaningOf("connection refused")}`);
}
