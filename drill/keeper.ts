import { join } from "node:path";
import { Conversation, WaitTimeout } from "../remote/conversation";
import { startProcess } from "../remote/localProcess";
import { Journal, type Removal } from "./journal";
import { type KeeperEvent, type KeeperRequest, parseKeeperEvent } from "./keeperProtocol";
import { CABLE_TIMEOUT_MS, describeRemoval, restoreVf, type VfControls } from "./ways";

/** What the keeper needs besides a removal. Plain data. */
export interface KeeperInput extends VfControls {
  /** The file of the drill's journal. */
  readonly journal: string;
  /** The file to which the keeper writes each restore and each failed one. */
  readonly log: string;
}

const PROGRAM = join(__dirname, "../bin/keeper.js");

/** Maximum time in ms for the keeper's start. */
const START_TIMEOUT_MS = 30_000;
/** Maximum time in ms for a removal. */
const REMOVE_TIMEOUT_MS = CABLE_TIMEOUT_MS + 30_000;
/** Time in ms for which the drill waits until a VF is restored. The keeper goes on for longer. */
const RESTORE_TIMEOUT_MS = CABLE_TIMEOUT_MS + 30_000;

/** A removed VF could not be restored. The drill must not remove another one now. */
export class NotRestored extends Error {}

/**
 * A process that removes VFs for a drill and restores them. It outlives the drill: if the drill ends in whatever way while a
 * VF is removed, it restores the VF, and tries for an hour (drill/keeperProgram.ts).
 */
export class Keeper {
  #removed: Removal | undefined;

  private constructor(
    private readonly conversation: Conversation<KeeperEvent>,
    /** Id of the process. */
    readonly pid: number,
    private readonly input: KeeperInput,
  ) {}

  /** Starts the process. */
  static async start(input: KeeperInput): Promise<Keeper> {
    const conversation = startProgram();
    conversation.send(JSON.stringify(input));
    const isReady = (event: KeeperEvent) => event.event === "ready";
    const ready = await conversation.waitFor(isReady, { what: "its start", timeoutMs: START_TIMEOUT_MS });
    return new Keeper(conversation, (ready as Extract<KeeperEvent, { event: "ready" }>).pid, input);
  }

  /**
   * Removes a VF. The journal holds the removal from before it until the VF is restored.
   * @throws if the removal fails. The VF must be restored then too
   */
  async remove(removal: Removal): Promise<void> {
    this.#removed = removal;
    const event = await this.#ask({ do: "remove", removal }, ["removed", "not removed"], REMOVE_TIMEOUT_MS);
    if (event.event === "not removed") {
      throw new Error(event.reason);
    }
  }

  /**
   * Restores the removed VF. If the process has been killed, the drill does it.
   * @throws {NotRestored} if it is not restored in time
   */
  async restore(): Promise<void> {
    const removal = this.#removed;
    if (removal === undefined) {
      return;
    }
    try {
      await this.#ask({ do: "restore" }, ["restored"], RESTORE_TIMEOUT_MS);
    } catch (error) {
      const described = `VNF "${removal.vnf}": could not restore ${describeRemoval(removal)}`;
      if (error instanceof WaitTimeout) {
        const last = this.conversation.events.findLast(({ event }) => event === "failed");
        const reason = last?.event === "failed" ? last.reason : error.message;
        throw new NotRestored(
          `${described}: ${reason} Process ${this.pid} goes on for an hour and writes to ${this.input.log}; the next drill, verify or heal tries too.`,
        );
      }
      await restoreVf(removal, this.input).catch(({ message }: Error) => {
        throw new NotRestored(`${described}: ${message} The next drill, verify or heal tries again.`);
      });
      new Journal(this.input.journal).clear();
    }
    this.#removed = undefined;
  }

  /** Tells the keeper that the witness in the guest has restored the VF. */
  async forget(): Promise<void> {
    await this.#ask({ do: "forget" }, ["restored"], RESTORE_TIMEOUT_MS).catch(() => this.restore());
    this.#removed = undefined;
  }

  /** Ends the process, as soon as it has restored what is removed. */
  close(): void {
    this.conversation.close();
  }

  #ask(
    request: KeeperRequest,
    replies: readonly KeeperEvent["event"][],
    timeoutMs: number,
  ): Promise<KeeperEvent> {
    const from = this.conversation.events.length;
    this.conversation.send(JSON.stringify(request));
    const isReply = ({ event }: KeeperEvent) => replies.includes(event);
    return this.conversation.waitFor(isReply, { what: `"${replies[0]}"`, from, timeoutMs });
  }
}

/** Starts the program. This process may end before it, so it never kills it and does not wait for its end. */
function startProgram(): Conversation<KeeperEvent> {
  const child = startProcess(process.execPath, [PROGRAM]);
  const { stdout: output, stderr: errors, stdin: input } = child;
  child.on("error", () => output.destroy());
  const release = () => {
    child.unref();
    output.destroy();
    errors.destroy();
  };
  return new Conversation(
    "the keeper",
    { output, errors, input, close: release, destroy: release },
    parseKeeperEvent,
  );
}
