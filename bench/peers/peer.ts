import type { LinkMonitor } from "../../plan/bond";
import type { Shell } from "./shell";

/** The link monitor in the changed Day0. */
export const CHANGED_MONITOR: LinkMonitor = { type: "mii", miimon: 120, updelay: 0, downdelay: 0 };

/** A way to create the service: this project, or what its users could use instead. */
export interface Peer {
  /** The tool, with its version. */
  readonly name: string;
  /** Prepares a deployment of `vnfs` VNFs. It may write files into `folder`. */
  prepare(vnfs: number, folder: string, shell: Shell): Promise<Deployment>;
}

/** One deployment of the service. */
export interface Deployment {
  /** Creates the service. Called again, it changes nothing, or what the tool believes that it must change. */
  create(): Promise<unknown>;
  /** Shows what `create` would do, from what the tool remembers. Returns what the tool says. @default it can't */
  readonly preview?: (() => Promise<string>) | undefined;
  /** Compares everything with the cloud. Returns what the tool says. @default it can't */
  readonly drift?: (() => Promise<string>) | undefined;
  /** Changes the Day0 of each VNF. */
  change(): Promise<unknown>;
  destroy(): Promise<unknown>;
  /** What a user must do before the next command if one was killed. @default nothing */
  readonly unlock?: () => Promise<unknown>;
}
