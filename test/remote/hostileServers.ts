import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Writable } from "node:stream";
import type { ServerChannel } from "ssh2";
import type { SshTarget } from "../../remote/sshLogin";
import { type Hostility, loginKey, SshServer } from "./sshServer";

const key = loginKey();

/** SSH servers of one test, hostile in one way each. */
export class HostileServers {
  readonly #servers: SshServer[] = [];
  readonly #listeners: Server[] = [];
  readonly #sockets: Socket[] = [];

  /** Starts an SSH server. Without a hostility it accepts the login, and forwards connections. */
  async start(hostility: Hostility = {}): Promise<SshTarget> {
    const server = new SshServer(key.publicKey, () => ({ stdout: "", code: 0 }), hostility);
    this.#servers.push(server);
    return this.#target(await server.start(), server.hostKey);
  }

  /** Starts a TCP server that does this with each connection. */
  async startRaw(serve: (socket: Socket) => void): Promise<SshTarget> {
    const listener = createServer((socket) => {
      this.#sockets.push(socket.on("error", () => undefined));
      serve(socket);
    });
    this.#listeners.push(listener.listen(0, "127.0.0.1"));
    await once(listener, "listening");
    return this.#target((listener.address() as AddressInfo).port, key.publicKey);
  }

  stop(): void {
    for (const server of this.#servers.splice(0)) {
      server.stop();
    }
    for (const socket of this.#sockets.splice(0)) {
      socket.destroy();
    }
    for (const listener of this.#listeners.splice(0)) {
      listener.close();
    }
  }

  #target(port: number, hostKey: string): SshTarget {
    return { host: "127.0.0.1", port, user: "cpnr", privateKey: key.privateKey, hostKey };
  }
}

/** What {@link writeForever} writes at most: far more than any limit. The stream of a lost connection may not say so. */
const FOREVER_BYTES = 64 * 2 ** 20;

/** Writes a text to a stream again and again, each time the stream takes more. Returns the number of bytes so far. */
export function writeForever(stream: Writable, text: string): { readonly bytes: number } {
  const written = { bytes: 0 };
  const piece = text.repeat(Math.ceil(1024 / text.length));
  const write = () => {
    if (!stream.writable || written.bytes > FOREVER_BYTES) {
      return;
    }
    written.bytes += piece.length;
    stream.write(piece) ? setImmediate(write) : stream.once("drain", write);
  };
  stream.once("error", () => undefined);
  write();
  return written;
}

/** Writes one byte of a text each 20 ms, and begins again at its end. */
export function writeSlowly(stream: Socket | ServerChannel, text: string): void {
  let position = 0;
  const timer = setInterval(() => {
    stream.write(text.charAt(position % text.length));
    position += 1;
  }, 20).unref();
  stream.once("close", () => clearInterval(timer)).on("error", () => undefined);
}
