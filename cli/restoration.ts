import { quoted } from "../day0/shell";
import { Journal } from "../drill/journal";
import { describeRemoval, restoreVf, type VfControls } from "../drill/ways";
import { guestTargetIn } from "../remote/guest";
import type { ConnectedStack } from "../remote/observation";
import { SshSession } from "../remote/ssh";
import { journalFile, withStackLock } from "./stackFolder";

/** How a drill removes and restores the VFs of the stack. */
export function vfControlsOf(stack: ConnectedStack): VfControls {
  return {
    cloud: stack.cloud,
    cable: stack.plan.drill?.cable,
    runAsRoot: async (name, command) => {
      const vnf = stack.plan.vnfs.find((one) => one.name === name);
      if (vnf === undefined) {
        throw new Error("the stack does not have this VNF any more.");
      }
      const { code, stderr } = await SshSession.within(guestTargetIn(stack.plan, vnf), (session) =>
        session.run(`sudo -n sh -c ${quoted(command)}`),
      );
      if (code !== 0) {
        throw new Error(`the command \`${command}\` failed in the guest of ${name}: ${stderr.trim()}`);
      }
    },
  };
}

/** Restores the VF that an interrupted drill left removed, and prints that. Does nothing if there is none. */
export async function restoreAfterInterruption(name: string, stack: ConnectedStack): Promise<void> {
  const journal = new Journal(journalFile(name));
  const removal = journal.read();
  if (removal === undefined) {
    return;
  }
  await restoreVf(removal, vfControlsOf(stack)).catch((error: Error) => {
    throw new Error(
      `a drill of "${removal.vnf}" was interrupted, and ${describeRemoval(removal)} could not be restored: ${error.message} The next command tries again.`,
    );
  });
  journal.clear();
  console.error(`A drill of "${removal.vnf}" was interrupted. Restored: ${describeRemoval(removal)}.`);
}

/**
 * Restores the VF of an interrupted drill before a command that only reads.
 * @throws while another drill runs, because the command would see the VF that the drill removed
 */
export async function restoreIfInterrupted(name: string, stack: ConnectedStack): Promise<void> {
  if (new Journal(journalFile(name)).read() !== undefined) {
    const onLockLost = (error: Error) => console.error(error.message);
    await withStackLock(name, onLockLost, () => restoreAfterInterruption(name, stack));
  }
}
