import { readFileSync, rmSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import writeFileAtomic from "write-file-atomic";
import { isAdoptedBy, listAdoptedPorts } from "../openstack/adoptedPorts";
import type { Cloud } from "../openstack/cloud";
import { acquireLease, type Lease, LeaseLost } from "../openstack/lease";
import { list } from "../openstack/list";
import { findMade, PORT } from "../openstack/made";
import type { Stack } from "../remote/observation";
import { leaseFile } from "./stackFolder";

/** Time in ms after which others may take a lease that is not renewed. */
const TTL_MS = 120_000;
/** Interval in ms of the renewals. */
const RENEWAL_MS = 30_000;

/**
 * The lease of a stack for a command that changes its VNFs: only one such command runs, on whatever machine. The lock of the
 * stack's folder (cli/stackFolder.ts) excludes only the commands of the same folder.
 */
export class StackLease {
  /** Keeps the id of the lease. */
  readonly #file: string;
  #lease: Lease | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasWarned = false;

  /**
   * @param stack the command must hold the lock of its folder, which has the id of its last lease: a lease with this id is that
   *   of a command which was killed, and is taken at once
   * @param command such as `cpnr drill`, for others who want the lease
   * @param onLost is called if the lease ended or somebody else took it
   */
  constructor(
    private readonly stack: Stack,
    private readonly command: string,
    private readonly onLost: (error: Error) => void,
  ) {
    this.#file = leaseFile(stack.owner);
  }

  /**
   * Takes the lease, unless this command holds it. It is then renewed until {@link release}. A stack without a port in the
   * cloud has none, and needs none.
   * @throws {LeaseHeld} if another command holds it, with its user, host and command
   */
  async ensure(cloud: Cloud): Promise<void> {
    if (this.#lease !== undefined && this.#lease.remainingMs() > 0) {
      return;
    }
    this.#drop();
    const portId = await this.#findPort(cloud);
    if (portId === undefined) {
      return;
    }
    const holder = `${userInfo().username}@${hostname()}: ${this.command}`;
    const endedId = this.#readEnded();
    const result = await acquireLease(cloud, portId, { holder, ttlMs: TTL_MS, endedId });
    if ("unavailable" in result) {
      this.#warnOnce(result.unavailable);
      return;
    }
    this.#lease = result.lease;
    this.#keep(result.lease.id);
    this.#timer = setInterval(() => this.#renew(result.lease), RENEWAL_MS);
    this.#timer.unref();
  }

  /** Gives the lease back. A lease that can't be given back ends by itself. */
  async release(): Promise<void> {
    const lease = this.#lease;
    this.#drop();
    await lease?.release().then(
      () => rmSync(this.#file, { force: true }),
      () => undefined,
    );
  }

  #readEnded(): string | undefined {
    try {
      return readFileSync(this.#file, "utf8");
    } catch {
      return undefined;
    }
  }

  /** Without the file, for example on a full disk, the next command waits until the lease of a killed one is over. */
  #keep(id: string): void {
    try {
      writeFileAtomic.sync(this.#file, id);
    } catch {
      rmSync(this.#file, { force: true });
    }
  }

  #renew(lease: Lease): void {
    lease.renew().catch((error: Error) => {
      if (lease === this.#lease && (error instanceof LeaseLost || lease.remainingMs() <= 0)) {
        this.#drop();
        this.onLost(error);
      }
    });
  }

  #drop(): void {
    clearInterval(this.#timer);
    this.#lease = undefined;
  }

  /** The id of the port that has the lease: the first port that the stack made, and without one the first adopted port. */
  async #findPort(cloud: Cloud): Promise<string | undefined> {
    const { plan, owner } = this.stack;
    const nics = plan.vnfs.flatMap((vnf) => vnf.nics);
    const made = await findMade(cloud, PORT, owner);
    const created = nics.filter(({ adopt }) => !adopt).map(({ portName }) => portName);
    const first = created
      .map((name) => made.find((port) => port.name === name)?.id)
      .find((id) => id !== undefined);
    if (first !== undefined) {
      return first;
    }
    const listPorts = (path: string) => list<{ id: string; name: string }>(cloud, "network", path, "ports");
    const adopted = await listAdoptedPorts(nics, listPorts);
    return nics
      .map((nic) => adopted.find((port) => isAdoptedBy(nic, port))?.id)
      .find((id) => id !== undefined);
  }

  #warnOnce(reason: string): void {
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      console.error(`Note: commands on other machines can't see that this one runs, because ${reason}.`);
    }
  }
}
