import { Conversation, type ConversationLimits } from "./conversation";
import { bareEnvironment, killGroup, startProcess } from "./localProcess";
import { type SshLimits, SshSession } from "./ssh";
import { SshError, type SshTarget } from "./sshLogin";

/** A program to run in a shell: the command line, and the first part of the standard input. */
export interface Program {
  readonly command: string;
  readonly input: string;
}

/** Time in ms that a program has to end after its standard input is closed. */
const CLOSE_DELAY_MS = 3000;

/**
 * Starts a program on this machine. Ctrl-C at the terminal does not stop it; the end of its standard input does. A program that
 * goes on after that is killed.
 * @param limits how much the program may print. @default as in {@link Conversation}
 */
export function startLocal<Event>(
  who: string,
  { command, input: begin }: Program,
  parse: (line: string) => Event,
  limits: Partial<ConversationLimits> = {},
): Conversation<Event> {
  const child = startProcess("sh", ["-c", command], bareEnvironment());
  const { stdout: output, stderr: errors, stdin: input } = child;
  const destroy = () => killGroup(child);
  child.on("error", () => output.destroy());
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  child.once("close", () => {
    isClosed = true;
    clearTimeout(timer);
  });
  const close = () => {
    timer ??= isClosed ? undefined : setTimeout(destroy, CLOSE_DELAY_MS);
  };
  const conversation = new Conversation(who, { output, errors, input, close, destroy }, parse, limits);
  input.write(begin);
  return conversation;
}

/** The limits of {@link startRemote}. */
export interface StartLimits extends SshLimits {
  /** How much the program may print. @default as in {@link Conversation} */
  readonly output?: Partial<ConversationLimits> | undefined;
}

/**
 * Logs in to an SSH server and starts a program there.
 * @param limits limits of the login and of the start (default: 10 s each step), and of the output. A signal that is aborted
 * later does not end the program: the program may have something to restore
 * @throws {SshError} if the login fails, or the server does not start the program
 */
export async function startRemote<Event>(
  who: string,
  target: SshTarget,
  { command, input: begin }: Program,
  parse: (line: string) => Event,
  { output: outputLimits = {}, ...limits }: StartLimits = {},
): Promise<Conversation<Event>> {
  const explain = (error: unknown) => {
    throw error instanceof SshError ? new SshError(`${who}: ${error.message}`, error.step) : error;
  };
  const session = await SshSession.open(target, limits).catch(explain);
  const channel = await session.start(command, limits).catch(explain);
  channel.once("close", () => session.close());
  const streams = {
    output: channel,
    errors: channel.stderr,
    input: channel,
    // The program needs time to read the end of its input and to restore what it changed.
    close: () => {
      setTimeout(() => session.close(), CLOSE_DELAY_MS).unref();
    },
    destroy: () => session.close(),
  };
  const conversation = new Conversation(who, streams, parse, outputLimits);
  channel.write(begin);
  return conversation;
}
