import type { Trust } from "../trust";

/** The domain of a user or a project. @default by id or name, never both */
export interface Domain {
  readonly id?: string;
  readonly name?: string;
}

export interface User {
  readonly id?: string;
  readonly name?: string;
  readonly domain?: Domain;
}

/** The object `auth` of POST /v3/auth/tokens. */
export interface AuthRequest {
  readonly identity: {
    readonly methods: readonly string[];
    readonly password?: { readonly user: User & { readonly password?: unknown } };
    readonly token?: { readonly id: string };
    readonly application_credential?: {
      readonly id?: string;
      readonly name?: string;
      readonly secret?: string;
      readonly user?: User;
    };
  };
  /** @default the user's default project, or that of the application credential */
  readonly scope?: {
    readonly project?: { readonly id?: string; readonly name?: string; readonly domain?: Domain };
    readonly domain?: Domain;
    readonly system?: { readonly all: true };
    readonly "OS-TRUST:trust"?: { readonly id: string };
  };
}

/** What a program reads from clouds.yaml and the OS_* variables. */
export interface Reading extends Trust {
  /** Address of Keystone, such as https://cloud:5000/v3. */
  readonly authUrl: string;
  /** @default the first region of the catalog */
  readonly region?: string;
  /** Interface of the endpoints: `public`, `internal` or `admin`. */
  readonly interface: string;
  readonly auth: AuthRequest;
}
