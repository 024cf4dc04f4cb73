import { quoted } from "../day0/shell";
import { Journal } from "../drill/journal";
import { named, restoreVf, type VfControls } from "../drill/ways";
import { guestKeysOf, guestTarget } from "../remote/guest";
import type { Watched } from "../remote/observation";
import { SshSession } from "../remote/ssh";
import { exclusively, journalFile } from "./stackFolder";

/** By what a drill of the stack's VNFs takes and gives. */
export function vfControlsOf(stack: Watched): VfControls {
  return {
    cloud: stack.cloud,
    cable: stack.plan.drill?.cable,
    inGuest: async (name, command) => {
      const vnf = stack.plan.vnfs.find((one) => one.name === name);
      if (vnf === undefined) {
        throw new Error("the stack has no such VNF any more.");
      }
      const target = guestTarget(vnf, stack.plan.verification, guestKeysOf(stack.plan.keys, vnf));
      const { code, stderr } = await SshSession.within(target, (session) =>
        session.run(`sudo -n sh -c ${quoted(command)}`),
      );
      if (code !== 0) {
        throw new Error(`${name} did not do ${command}: ${stderr.trim()}`);
      }
    },
  };
}

/** Gives back what a drill took that ended before it could, and says so. */
export async function restoreInterrupted(name: string, stack: Watched): Promise<void> {
  const journal = new Journal(journalFile(name));
  const loss = journal.read();
  if (loss === undefined) {
    return;
  }
  await restoreVf(loss, vfControlsOf(stack)).catch((error: Error) => {
    throw new Error(
      `a drill of "${loss.vnf}" was interrupted, and ${named(loss)} could not be restored: ${error.message} The next command tries again.`,
    );
  });
  journal.clear();
  console.error(`A drill of "${loss.vnf}" was interrupted. Restored: ${named(loss)}.`);
}

/** Does so in a command that else only looks; throws while a drill is at work, which would be what it saw. */
export async function restoreInterruptedFirst(name: string, stack: Watched): Promise<void> {
  if (new Journal(journalFile(name)).read() !== undefined) {
    const lost = (error: Error) => console.error(error.message);
    await exclusively(name, lost, () => restoreInterrupted(name, stack));
  }
}
