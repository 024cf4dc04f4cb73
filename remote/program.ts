import { spawn } from "node:child_process";
import { Conversation } from "./conversation";
import { SshSession, type SshTarget } from "./ssh";

/** A program that runs elsewhere: what a shell runs, and what its standard input begins with. */
export interface Program {
  readonly command: string;
  readonly input: string;
}

/** Time in ms that a program has to end by itself. */
const CLOSE_DELAY_MS = 3000;

/** Starts a program on this machine and talks to it. It is left alone by a terminal's Ctrl-C: its input's end ends it. */
export function startHere<Event>(
  who: string,
  { command, input: begin }: Program,
  parse: (line: string) => Event,
): Conversation<Event> {
  const child = spawn("sh", ["-c", command], { detached: true, stdio: "pipe" });
  const { stdout: output, stderr: errors, stdin: input } = child;
  child.on("error", () => output.destroy());
  input.write(begin);
  return new Conversation(who, { output, errors, input, close: () => undefined }, parse);
}

/**
 * Logs in somewhere, starts a program there and talks to it.
 * @throws {SshError} if nobody is let in
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
    // The program is given the time to hear that its input has ended, and to put things back.
    const close = () => {
      setTimeout(() => session.close(), CLOSE_DELAY_MS).unref();
    };
    return new Conversation(who, { output: channel, errors: channel.stderr, input: channel, close }, parse);
  } catch (error) {
    session.close();
    throw error;
  }
}
