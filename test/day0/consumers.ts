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

/** The host name that the real cloud-init writes, and its lines of /etc/hosts. */
export interface SetName {
  readonly hostname: string;
  readonly hosts: readonly string[];
}

/** Sets the host name of a cloud-config with the real cloud-init, for each distribution: a class of cloud-init. */
export function setNameByCloudInit(config: unknown, distros: readonly string[]): SetName[] {
  const cases = distros.map((distro) => ({ distro, config }));
  return runPython(join(tools, "python"), "hostName.py", cases) as SetName[];
}

/** A connection in the format of D-Bus, by setting and property, or the error of NetworkManager. */
export type ReadConnection = Readonly<Record<string, Readonly<Record<string, unknown>>>> | { error: string };

/** Reads each keyfile with NetworkManager's own library. */
export function readByNetworkManager(keyfiles: readonly string[]): ReadConnection[] {
  return runPython("/usr/bin/python3", "networkManager.py", keyfiles) as ReadConnection[];
}

/** Files in a guest's /etc/netplan, and what is done with them. */
export interface NetplanCase {
  /** Nova's network_data.json, which the real cloud-init renders first. @default no file of cloud-init */
  readonly networkData?: object | undefined;
  /** Interface names by MAC address, for cloud-init. */
  readonly names?: Readonly<Record<string, string>>;
  /** Text of other files, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Arguments of each `netplan set` after that. */
  readonly settings?: readonly (readonly string[])[];
}

/** The text of systemd-networkd's files that the real netplan generates, by name, for each case. */
export function readByNetplan(cases: readonly NetplanCase[]): Readonly<Record<string, string>>[] {
  const input = cases.map((one) => ({ networkData: null, names: {}, settings: [], ...one }));
  return runPython(join(tools, "netplan-python"), "netplanFiles.py", input) as Record<string, string>[];
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
