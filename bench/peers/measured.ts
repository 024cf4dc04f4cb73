/** What a command cost. */
export interface Cost {
  readonly seconds: number;
  /** Requests to the APIs. */
  readonly requests: number;
}

/** The cost of a command, with the time in s from its start until each VNF answered DNS queries. */
export interface Serving extends Cost {
  readonly serving: number;
}

/** The cost of a command, with what the tool said. */
export interface Said extends Cost {
  readonly said: string;
}

/** What a peer did with a number of VNFs. */
export interface Measured {
  readonly peer: string;
  readonly vnfs: number;
  readonly create: Serving;
  /** The same command again, with what it changed in the cloud, and with its error if it failed. */
  readonly again: Cost & { readonly changed: readonly string[]; readonly error?: string | undefined };
  /** @default the tool has none */
  readonly preview: Said | undefined;
  /** @default the tool has none */
  readonly drift: Said | undefined;
  /** With the time in ms in which no VNF answered, and the number of servers that are new. */
  readonly change: Serving & { readonly outage: number; readonly replaced: number };
  readonly destroy: Cost & { readonly left: readonly string[] };
  /** The creation was killed in its middle. Then the tool created the service again, or failed, and destroyed it. */
  readonly killed: { readonly error?: string | undefined; readonly left: readonly string[] };
}
