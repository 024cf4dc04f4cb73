import type { Credentials } from "./credentials";
import { ErrorResponse } from "./errors";
import { exchange, type ServiceResponse } from "./exchange";

/** Type of a service in Keystone's catalog. */
export type Service = "compute" | "network" | "image" | "placement";

interface Endpoint {
  readonly interface: string;
  /** Name of the region. @default only its id */
  readonly region?: string;
  readonly region_id?: string;
  readonly url: string;
}

/** The object `token` of Keystone's response. */
interface TokenBody {
  readonly catalog: readonly { readonly type: string; readonly endpoints: readonly Endpoint[] }[];
  readonly project: { readonly id: string };
  readonly roles: readonly { readonly name: string }[];
  readonly issued_at?: string;
  readonly expires_at?: string | null;
}

/** A token of Keystone, with what it allows. */
export interface Session extends Pick<TokenBody, "catalog" | "project" | "roles"> {
  readonly token: string;
  /** Time of `performance.now()` when the token ends. The clock of this machine can be wrong, so it is not used. */
  readonly endsMs: number;
  /** Time of `performance.now()` from which a new token is needed. */
  readonly renewsMs: number;
}

/** A token is renewed this time before its end, in ms, or at 4/5 of its life if that is later. */
const MARGIN_MS = 60_000;

/**
 * Gets a token from Keystone.
 * @throws {ErrorResponse} if Keystone refuses the credentials; an error with what to do if the response is no token
 */
export async function openSession(credentials: Credentials, signal: AbortSignal): Promise<Session> {
  const { authUrl, auth } = credentials;
  const startMs = performance.now();
  const response = await exchange({
    url: `${authUrl}/auth/tokens`,
    service: "keystone",
    method: "POST",
    headers: {},
    body: { auth },
    trust: credentials,
    signal,
    secrets: listSecrets(auth),
  }).catch((error: Error) => {
    throw explainEndedToken(error, auth);
  });
  const { token, body } = parseResponse(response, authUrl);
  const lifetimeMs = lifetimeOf(body, response.date);
  // A token that was got with a token ends with it.
  const canRenew = !methodsOf(auth).includes("token");
  return {
    token,
    catalog: body.catalog,
    project: body.project,
    roles: body.roles,
    endsMs: startMs + lifetimeMs,
    renewsMs: canRenew
      ? startMs + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 5)
      : Number.POSITIVE_INFINITY,
  };
}

function parseResponse(
  { headers, body }: ServiceResponse,
  authUrl: string,
): { token: string; body: TokenBody } {
  const token = headers["x-subject-token"];
  const tokenBody = (body as { token?: Partial<TokenBody> } | undefined)?.token;
  if (typeof token !== "string" || tokenBody === undefined) {
    throw new Error(
      `The response of ${authUrl} has no token: check that auth_url is the address of Keystone, such as https://cloud:5000/v3.`,
    );
  }
  if (tokenBody.catalog === undefined || tokenBody.project === undefined) {
    throw new Error(
      "The token is not for a project: set project_name and project_domain_name in clouds.yaml, or OS_PROJECT_NAME and OS_PROJECT_DOMAIN_NAME.",
    );
  }
  return { token, body: { ...tokenBody, roles: tokenBody.roles ?? [] } as TokenBody };
}

/** Returns the lifetime of a token in ms, by the cloud's clock only. Infinity if Keystone does not tell it. */
function lifetimeOf({ issued_at, expires_at }: TokenBody, date: Date | undefined): number {
  const start = issued_at === undefined ? date?.getTime() : Date.parse(issued_at);
  const lifetimeMs = Date.parse(expires_at ?? "") - (start ?? Number.NaN);
  return Number.isFinite(lifetimeMs) ? lifetimeMs : Number.POSITIVE_INFINITY;
}

function methodsOf(auth: unknown): readonly string[] {
  return (auth as { identity?: { methods?: readonly string[] } } | undefined)?.identity?.methods ?? [];
}

function explainEndedToken(error: Error, auth: unknown): Error {
  return error instanceof ErrorResponse && error.status === 401 && methodsOf(auth).includes("token")
    ? new ErrorResponse(
        `${error.message} The credentials are a token, which can have ended: get a new one (openstack token issue).`,
        401,
      )
    : error;
}

/** Lists the passwords, secrets and tokens in the object `auth`. */
export function listSecrets(auth: unknown): string[] {
  if (typeof auth !== "object" || auth === null) {
    return [];
  }
  return Object.entries(auth).flatMap(([key, value]) =>
    ["password", "secret", "id"].includes(key) && typeof value === "string" && value.length > 3
      ? [value]
      : listSecrets(value),
  );
}

/** Finds the address of a service. @throws if the catalog has none for the region and interface of the credentials */
export function endpointOf({ catalog }: Session, service: Service, credentials: Credentials): string {
  const { region, interface: wanted } = credentials;
  const endpoint = catalog
    .filter(({ type }) => type === service)
    .flatMap(({ endpoints }) => endpoints)
    .find(
      (candidate) =>
        candidate.interface === wanted &&
        (region === undefined || candidate.region === region || candidate.region_id === region),
    );
  if (endpoint === undefined) {
    throw new Error(
      `The cloud's catalog has no ${wanted} ${service} endpoint in ${region ?? "any region"}: check region_name in clouds.yaml, or OS_REGION_NAME, and OS_ENDPOINT_TYPE.`,
    );
  }
  const url = endpoint.url.replace(/\/+$/, "");
  if (service === "image" && /\/v2(\.\d+)?$/.test(url)) {
    throw new Error(
      `The image endpoint in the cloud's catalog ends in /v2, and the OpenStack provider appends /v2 again: ask the cloud's administrators to remove /v2 (openstack endpoint set --url).`,
    );
  }
  return service === "network" && !/\/v2\.0$/.test(url) ? `${url}/v2.0` : url;
}
