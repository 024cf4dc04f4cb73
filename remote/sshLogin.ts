import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Client, type ConnectConfig } from "ssh2";
import { visible } from "../report/visible";
import { type StepLimits, waitWithin } from "./wait";

/** An SSH server whose host key is known before the first connection. */
export interface SshTarget {
  readonly host: string;
  /** @default 22 */
  readonly port?: number | undefined;
  readonly user: string;
  /** OpenSSH private key. */
  readonly privateKey: string;
  /** OpenSSH public host key, one line. No other host key is accepted. */
  readonly hostKey: string;
  /** Jump host. @default a direct connection */
  readonly jumpHost?: SshTarget | undefined;
}

/** The step to the result of a command on an SSH server. Nothing is sent to a server that has another host key. */
export type SshStep = "SSH" | "host key" | "login" | "command";

/** An SSH connection, login or command failed. Control characters of the server are shown, not sent to a terminal. */
export class SshError extends Error {
  constructor(
    message: string,
    /** The step that failed. `SSH`: there is no connection, or the connection was lost. */
    readonly step: SshStep = "SSH",
  ) {
    super(visible(message));
  }
}

/** A login, and the stream that carries it. */
export interface Login {
  readonly client: Client;
  readonly stream: Duplex;
}

/** An SSH server in messages, such as `10.20.0.11 port 22`. */
export function describeTarget({ host, port = 22 }: SshTarget): string {
  return `${host} port ${port}`;
}

/** Opens a TCP connection to an SSH server. The stream shows whether that succeeds. */
export function connectTo({ host, port = 22 }: SshTarget): Socket {
  return connect({ host, port });
}

/**
 * Logs in over a stream, and destroys the stream if that fails.
 * @param limits limits of the whole login, the connection included, however slowly the server sends
 * @throws {SshError} if the login fails
 */
export async function logIn(
  target: SshTarget,
  stream: Duplex,
  { timeoutMs, signal }: StepLimits,
): Promise<Login> {
  const [algorithm = "", encoded = ""] = target.hostKey.split(" ");
  const expectedHostKey = Buffer.from(encoded, "base64");
  const server = describeTarget(target);
  let otherHostKey: Buffer | undefined;
  const explain = (error: SocketError) =>
    otherHostKey === undefined
      ? new SshError(
          `${server}: ${reasonOf(error)}`,
          error.level === "client-authentication" ? "login" : "SSH",
        )
      : new SshError(
          `${server}: another host key (${fingerprintOf(otherHostKey)}, expected ${fingerprintOf(expectedHostKey)})`,
          "host key",
        );
  const client = new Client();
  // An error after the end of the wait has no other listener.
  client.on("error", () => undefined);
  const timeoutError = () => new SshError(`${server}: no response within ${timeoutMs / 1000} s`);
  const login = waitWithin<Login>({ timeoutMs, timeoutError, signal }, ({ resolve, reject }) => {
    client.once("ready", () => resolve({ client, stream }));
    client.once("error", (error: SocketError) => reject(explain(error)));
    client.once("close", () => reject(new SshError(`${server}: the connection was closed before the login`)));
    client.connect({
      sock: stream,
      username: target.user,
      privateKey: target.privateKey,
      // The wait has the limit.
      readyTimeout: 0,
      keepaliveInterval: 2000,
      keepaliveCountMax: 5,
      // The server may have host keys of several types; request the type of the known key.
      algorithms: { serverHostKey: hostKeyAlgorithms(algorithm) },
      hostVerifier: (key: Buffer) => {
        const isExpected = key.equals(expectedHostKey);
        otherHostKey = isExpected ? undefined : key;
        return isExpected;
      },
    });
    return undefined;
  });
  return login.catch((error) => {
    stream.destroy();
    throw error;
  });
}

type SocketError = Error & { code?: string; level?: string };

/** The fingerprint of a public key, as `ssh-keygen -l` prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

type HostKeyAlgorithms = Extract<
  NonNullable<NonNullable<ConnectConfig["algorithms"]>["serverHostKey"]>,
  readonly unknown[]
>;

/** The signature algorithms of a host key type. RSA keys also sign with SHA-2 (RFC 8332). */
function hostKeyAlgorithms(type: string): HostKeyAlgorithms {
  return (type === "ssh-rsa"
    ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]
    : [type]) as unknown as HostKeyAlgorithms;
}

function reasonOf({ code, level, message }: SocketError): string {
  switch (level === "client-timeout" ? "ETIMEDOUT" : code) {
    case "ECONNREFUSED":
      return "the connection is refused";
    case "ETIMEDOUT":
      return "no response (ETIMEDOUT)";
    case "EHOSTUNREACH":
      return "no host has this address (EHOSTUNREACH)";
    case "ENETUNREACH":
      return "no route to this address from this machine (ENETUNREACH)";
    default:
      return level === "client-authentication" ? "the login key is refused" : message;
  }
}
