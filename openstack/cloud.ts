import { setMaxListeners } from "node:events";
import type { Plan } from "../plan/plan";
import { explainConnectionError } from "./connectionError";
import { type Credentials, readCredentials } from "./credentials";
import { ErrorResponse } from "./errors";
import { exchange, type ServiceResponse } from "./exchange";
import type { HttpRequest } from "./http";
import { retry } from "./retry";
import { endpointOf, listSecrets, openSession, type Service, type Session } from "./session";
import { abortable, runWithin } from "./timeLimit";

export type { Service } from "./session";

export interface CloudOptions {
  /** Time limit of each call in ms. It includes a new token, and repeated requests. @default 30 000 */
  readonly timeoutMs?: number;
  /** Ends every call at once, for example on Ctrl-C. A call that restores something must not use this cloud. @default none */
  readonly signal?: AbortSignal | undefined;
  /** Pause in ms before the first repeated request. @default 250 */
  readonly retryDelayMs?: number;
}

export interface GetOptions {
  /** Such as `compute 2.78`. @default none */
  readonly microversion?: string | undefined;
  /** Ends this call. @default only the signal of the cloud */
  readonly signal?: AbortSignal | undefined;
}

export interface ChangeOptions {
  /** Revision number that the resource must have. Otherwise Neutron responds with status 412. @default any revision */
  readonly ifMatch?: number;
  /** Whether a request is sent again after a short failure. @default true */
  readonly canRepeat?: boolean;
  readonly signal?: AbortSignal | undefined;
}

interface CallOptions extends GetOptions, ChangeOptions {
  readonly method?: HttpRequest["method"];
  readonly body?: object | undefined;
}

/** Returns the options that the setting `cpnr:cloud` asks for. */
export function cloudOptionsOf({ cloud }: Pick<Plan, "cloud">): CloudOptions {
  return { timeoutMs: cloud.timeout * 1000 };
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRY_DELAY_MS = 250;

/**
 * A cloud that accepted the credentials. It keeps them, and gets a new token before the old one ends, so it can be used for
 * days. Identical GET requests at the same time are sent once. Requests that fail for a short time are sent again. Only
 * openstack/changes.ts and openstack/lease.ts change the cloud. All other code only reads.
 */
export class Cloud {
  readonly #pendingRequests = new Map<string, Promise<unknown>>();
  #renewal: Promise<Session> | undefined;

  private constructor(
    private readonly credentials: Credentials,
    private readonly options: CloudOptions,
    private session: Session,
  ) {}

  /**
   * Gets a token from Keystone.
   * @param credentials @default from the environment
   * @throws if the cloud can't be reached or refuses the credentials. The message has the address and what to do.
   */
  static async connect(
    credentials: Credentials = readCredentials(),
    options: CloudOptions = {},
  ): Promise<Cloud> {
    if (options.signal !== undefined) {
      // All requests listen to the signal. Node would report so many listeners as a leak.
      setMaxListeners(0, options.signal);
    }
    return new Cloud(credentials, options, await requestSession(credentials, options, false));
  }

  /** Id of the project of the credentials. */
  get projectId(): string {
    return this.session.project.id;
  }

  /** Names of the roles that the credentials have in the project. */
  get roles(): string[] {
    return this.session.roles.map(({ name }) => name);
  }

  /** What openstacksdk reads in another way than the OpenStack provider, in a sentence for each setting. */
  get credentialDifferences(): string[] {
    return (this.credentials.differences ?? []).map(({ sentence }) => sentence);
  }

  /** Time limit of each call in ms. */
  get timeoutMs(): number {
    return this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  /**
   * Sends a GET request for a path of a service.
   * @throws {ErrorResponse} if the status is not 2xx. The message has the address and the text of the service.
   */
  async get<T>(service: Service, path: string, options: GetOptions = {}): Promise<T> {
    const send = async () => (await this.call(service, path, options)).body;
    if (options.signal !== undefined) {
      return (await send()) as T;
    }
    const key = JSON.stringify([service, path, options.microversion]);
    const pending = this.#pendingRequests.get(key) ?? send();
    this.#pendingRequests.set(key, pending);
    return (await pending.finally(() => this.#pendingRequests.delete(key))) as T;
  }

  /**
   * Sends a request that changes something, and returns the parsed response: undefined if it is empty. A POST request is sent
   * again only if the service did not accept it.
   * @throws {ErrorResponse} as {@link get} does; {@link Conflict} for status 409
   */
  async change<T>(
    service: Service,
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body?: object,
    options: ChangeOptions = {},
  ): Promise<T> {
    return (await this.call<T>(service, path, { ...options, method, body })).body;
  }

  /** Sends a request, and returns the response with its date. {@link get} and {@link change} are simpler. */
  async call<T>(service: Service, path: string, options: CallOptions = {}): Promise<ServiceResponse<T>> {
    const { method = "GET", microversion, ifMatch, body, canRepeat = true } = options;
    const headers = {
      ...(microversion === undefined ? {} : { "OpenStack-API-Version": microversion }),
      ...(ifMatch === undefined ? {} : { "If-Match": `revision_number=${ifMatch}` }),
    };
    const { timeoutMs } = this;
    const deadlineMs = performance.now() + timeoutMs;
    const send = async (session: Session, signal: AbortSignal) =>
      exchange({
        url: `${endpointOf(session, service, this.credentials)}${path}`,
        service,
        method,
        headers: { ...headers, "X-Auth-Token": session.token },
        ...(body === undefined ? {} : { body }),
        trust: this.credentials,
        signal,
        secrets: [session.token, ...listSecrets(this.credentials.auth)],
      });
    try {
      return (await runWithin(timeoutMs, [this.options.signal, options.signal], (signal) => {
        const once = () => this.#withToken(signal, (session) => send(session, signal));
        const retryOptions = this.#retryOptions(method !== "POST", deadlineMs, signal);
        return canRepeat ? retry(once, retryOptions) : once();
      })) as ServiceResponse<T>;
    } catch (error) {
      throw explainTimeout(
        error,
        service,
        () => `${endpointOf(this.session, service, this.credentials)}${path}`,
      );
    }
  }

  #retryOptions(isIdempotent: boolean, deadlineMs: number, signal: AbortSignal) {
    const firstDelayMs = this.options.retryDelayMs ?? DEFAULT_RETRY_DELAY_MS;
    return { isIdempotent, isKnownToRespond: true, firstDelayMs, deadlineMs, signal };
  }

  /** Sends a request with a token that has not ended. If the service refuses the token, it is sent again with a new one. */
  async #withToken<T>(signal: AbortSignal, send: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#currentSession(signal);
    try {
      return await send(session);
    } catch (error) {
      if (!(error instanceof ErrorResponse) || error.status !== 401) {
        throw error;
      }
      // Another call can have renewed the token in the meantime.
      const isOld = session !== this.session;
      return send(isOld ? this.session : await abortable(this.#renew(), signal));
    }
  }

  async #currentSession(signal: AbortSignal): Promise<Session> {
    const { session } = this;
    if (performance.now() < session.renewsMs) {
      return session;
    }
    return abortable(this.#renew(), signal).catch((error) => {
      // While the old token is valid, a Keystone that restarts is no failure.
      if (!signal.aborted && performance.now() < session.endsMs) {
        return session;
      }
      throw error;
    });
  }

  /** Gets a new token. Calls at the same time get the same one. */
  #renew(): Promise<Session> {
    this.#renewal ??= requestSession(this.credentials, this.options, true)
      .then((session) => {
        this.session = session;
        return session;
      })
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }
}

/** Gets a token within the time limit. @param isKnownToRespond whether Keystone responded before */
async function requestSession(
  credentials: Credentials,
  { timeoutMs = DEFAULT_TIMEOUT_MS, retryDelayMs = DEFAULT_RETRY_DELAY_MS, signal }: CloudOptions,
  isKnownToRespond: boolean,
): Promise<Session> {
  const deadlineMs = performance.now() + timeoutMs;
  try {
    return await runWithin(timeoutMs, [signal], (limited) =>
      retry(() => openSession(credentials, limited), {
        isIdempotent: true,
        isKnownToRespond,
        firstDelayMs: retryDelayMs,
        deadlineMs,
        signal: limited,
      }),
    );
  } catch (error) {
    throw explainTimeout(error, "keystone", () => `${credentials.authUrl}/auth/tokens`);
  }
}

function explainTimeout(error: unknown, service: string, url: () => string): unknown {
  return (error as Error)?.name === "TimeoutError"
    ? explainConnectionError(url(), service, error as Error)
    : error;
}
