import { Journal } from "../drill/journal";
import { describeRemoval, restoreVf, vfControlsOf } from "../drill/ways";
import type { Stack } from "../remote/observation";
import { journalFile, StackLocked, withStackLock } from "./stackFolder";

/**
 * Restores the VF that an interrupted drill left removed, and prints that. Does nothing if there is none.
 * @throws if the VF can't be restored now
 */
export async function restoreAfterInterruption(name: string, { plan }: Stack): Promise<void> {
  const journal = new Journal(journalFile(name));
  const removal = journal.read();
  if (removal === undefined) {
    return;
  }
  const described = describeRemoval(removal);
  const reason = await restoreVf(removal, vfControlsOf(plan)).catch((error: Error) => {
    throw new Error(
      `a drill of "${removal.vnf}" was interrupted, and ${described} could not be restored: ${error.message} The next command tries again.`,
    );
  });
  journal.clear();
  const result = reason === undefined ? `Restored: ${described}.` : `Nothing to restore: ${reason}.`;
  console.error(`A drill of "${removal.vnf}" was interrupted. ${result}`);
}

/**
 * Restores the VF of an interrupted drill before a verification. If that is not possible, the verification goes on: it then
 * shows what the removed VF does.
 * @throws while a drill runs, because the verification would see the VF that the drill removed
 */
export async function restoreBeforeVerification(name: string, stack: Stack): Promise<void> {
  if (!new Journal(journalFile(name)).exists()) {
    return;
  }
  const onLockLost = ({ message }: Error) => console.error(message);
  const restore = () => restoreAfterInterruption(name, stack);
  await withStackLock({ stack: name, command: "verify" }, onLockLost, restore).catch((error: Error) => {
    if (error instanceof StackLocked && error.holder === "drill") {
      throw error;
    }
    console.error(`Note: ${error.message}`);
  });
}
