import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Day0Part } from "../../day0/parts";
import { multipart } from "../../day0/userData";
import { tools } from "../tools";

/** User data as read by the real cloud-init. */
export interface ReadUserData {
  readonly parts: readonly Day0Part[];
  /** All cloud-config parts, merged. */
  readonly config: CloudConfig;
}

/** The part of a cloud-config that the tests read. */
export interface CloudConfig {
  readonly hostname: string;
  readonly users: readonly {
    readonly name: string;
    readonly lock_passwd: boolean;
    readonly ssh_authorized_keys: readonly string[];
    readonly hashed_passwd?: string;
  }[];
  readonly ssh_keys: Readonly<Record<string, string>>;
  readonly ssh_pwauth: boolean;
  readonly write_files: readonly {
    readonly path: string;
    readonly permissions: string;
    readonly owner: string;
    readonly content: string;
  }[];
  readonly runcmd: readonly unknown[];
}

/** Reads the parts of each VNF, as multipart user data, with the real cloud-init. */
export function readByCloudInit(vnfs: readonly (readonly Day0Part[])[]): ReadUserData[] {
  return runPython(join(tools, "python"), "cloudInit.py", vnfs.map(multipart)) as ReadUserData[];
}

/** A connection in the format of D-Bus, by setting and property, or the error of NetworkManager. */
export type ReadConnection = Readonly<Record<string, Readonly<Record<string, unknown>>>> | { error: string };

/** Reads each keyfile with NetworkManager's own library. */
export function readByNetworkManager(keyfiles: readonly string[]): ReadConnection[] {
  return runPython("/usr/bin/python3", "networkManager.py", keyfiles) as ReadConnection[];
}

function runPython(interpreter: string, program: string, input: unknown): unknown {
  return JSON.parse(
    execFileSync(interpreter, [join(__dirname, program)], {
      input: JSON.stringify(input),
      encoding: "utf8",
      maxBuffer: 1 << 30,
    }),
  );
}
