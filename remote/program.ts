import { spawn } from "node:child_process";
import { Conversation } from "./conversation";
import { SshSession, type SshTarget } from "./ssh";

/** A program to run in a shell: the command line, and the first part of the standard input. */
export interface Program {
  readonly command: string;
  readonly input: string;
}

/** Time in ms that a program has to end after its standard input is closed. */
const CLOSE_DELAY_MS = 3000;

/** Starts a program on this machine. Ctrl-C at the terminal does not stop it; the end of its standard input does. */
export function startLocal<Event>(
  who: string,
  { command, input: begin }: Program,
  parse: (line: string) => Event,
): Conversation<Event> {
  const child = spawn("sh", ["-c", command], { detached: true, stdio: "pipe" });
  const { stdout: output, stderr: errors, stdin: input } = child;
  child.on("error", () => output.destroy());
  input.write(begin);
  // The program may go on for longer than this process.
  const close = () => {
    child.unref();
    output.destroy();
    errors.destroy();
  };
  return new Conversation(who, { output, errors, input, close }, parse);
}

/**
 * Logs in to an SSH server and starts a program there.
 * @throws {SshError} if the login fails
 */
export async function startRemote<Event>(
  who: string,
  target: SshTarget,
  { command, input: begin }: Program,
  parse: (line: string) => Event,
): Promise<Conversation<Event>> {
  const session = await SshSession.open(target);
  try {
    const channel = await session.start(command);
    channel.write(begin);
    channel.once("close", () => session.close());
    // The program needs time to read the end of its input and to restore what it changed.
    const close = () => {
      setTimeout(() => session.close(), CLOSE_DELAY_MS).unref();
    };
    return new Conversation(who, { output: channel, errors: channel.stderr, input: channel, close }, parse);
  } catch (error) {
    session.close();
    throw error;
  }
}
