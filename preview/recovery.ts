import { LOCAL_COMMAND, REMOTE_COMMAND, SERVER } from "../report/kinds";

/** What is read of a resource in a stack's state, as `pulumi stack export` shows it. */
export interface MeasuredResource {
  readonly type: string;
  /** Id in the cloud. @default a component, which has none */
  readonly id?: string;
  /** Time at which the engine had created it. @default an old engine, which did not write it */
  readonly created?: string;
  readonly inputs?: { readonly triggers?: unknown };
}

/** How long a VNF took at its last deployment. */
export interface Recovery {
  /** Time in ms from the active server to the passed verification. */
  readonly ms: number;
  /** Day on which it was measured, such as `2026-11-26`. */
  readonly day: string;
}

/**
 * Maximum time in ms between the end of the guest's boot and the passed verification. If it is longer, the VNF was verified again
 * later, and nobody knows how long its deployment took.
 */
const MAXIMUM_VERIFICATION_MS = 10 * 60_000;

/**
 * How long each VNF took from its active server to the passed verification when it was last created, by the id of the server.
 * The times are those of the engine in the state: the server, the command that waits for the boot, and the command that verifies
 * (components/bondVerification.ts). A server without all three is missing.
 */
export function measuredRecoveries(resources: readonly MeasuredResource[]): ReadonlyMap<string, Recovery> {
  const servers = resources.filter(({ type, id }) => type === SERVER && id);
  return new Map(
    servers.flatMap((server) => {
      const createdMs = (type: string) =>
        createdAt(resources.find((each) => each.type === type && waitsFor(each, server)));
      const [activeMs, bootedMs, verifiedMs] = [
        createdAt(server),
        createdMs(REMOTE_COMMAND),
        createdMs(LOCAL_COMMAND),
      ];
      const isOneDeployment =
        activeMs <= bootedMs && bootedMs <= verifiedMs && verifiedMs - bootedMs <= MAXIMUM_VERIFICATION_MS;
      const day = isOneDeployment ? new Date(verifiedMs).toISOString().slice(0, 10) : "";
      return isOneDeployment ? [[server.id as string, { ms: verifiedMs - activeMs, day }] as const] : [];
    }),
  );
}

/** Whether a command runs again when the server is replaced. */
function waitsFor({ inputs }: MeasuredResource, { id }: MeasuredResource): boolean {
  return Array.isArray(inputs?.triggers) && inputs.triggers[0] === id;
}

/** Time in ms; NaN, which no comparison accepts, if it is not known. */
function createdAt(resource: MeasuredResource | undefined): number {
  return Date.parse(resource?.created ?? "");
}

/** A time as people say it: `4 min 5 s`, `0.8 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) {
    return `${Math.round(seconds * 10) / 10} s`;
  }
  const minutes = Math.floor(Math.round(seconds) / 60);
  return `${minutes > 0 ? `${minutes} min ` : ""}${Math.round(seconds) % 60} s`;
}
