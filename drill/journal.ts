import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

const removalSchema = z.object({
  way: z.enum(["guest", "port", "cable"]),
  /** Name of the VNF. */
  vnf: z.string(),
  /** Interface name of its bond. */
  bond: z.string(),
  /** Interface name of the slave that was active. */
  slave: z.string(),
  /** Neutron's id of the slave's port. */
  portId: z.string(),
  /** The slave's physical network. */
  physicalNetwork: z.string(),
  /** Time of the removal, in ms since 1970. @default long ago: a journal of an earlier version has no time */
  at: z.number().default(0),
});

/** The removal of a VF, with everything that is needed to restore the VF. */
export type Removal = z.output<typeof removalSchema>;

/** The file is not a drill journal, so it is unknown which VF was removed. */
export class UnreadableJournal extends Error {}

/** The file with the removed VF that is not restored yet. The next command reads it after a drill that was killed. */
export class Journal {
  constructor(readonly file: string) {}

  /** Writes a removal to the disk. Call it before the VF is removed. */
  write(removal: Removal): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileAtomic.sync(this.file, JSON.stringify(removal), { mode: 0o600 });
  }

  exists(): boolean {
    return existsSync(this.file);
  }

  /**
   * Reads the removal that is not restored. Undefined if there is none.
   * @throws {UnreadableJournal} if the file is not a journal
   */
  read(): Removal | undefined {
    if (!this.exists()) {
      return undefined;
    }
    try {
      return removalSchema.parse(JSON.parse(readFileSync(this.file, "utf8")));
    } catch {
      throw new UnreadableJournal(
        `${this.file} is not a drill journal: set both SR-IOV ports of each VNF up, plug both cables, then delete this file.`,
      );
    }
  }

  /** Whether the journal still holds this removal: another command may have restored the VF since. */
  holds({ at, portId }: Removal): boolean {
    try {
      const held = this.read();
      return held?.at === at && held.portId === portId;
    } catch {
      return false;
    }
  }

  /** Deletes the journal. Call it after the VF is restored. */
  clear(): void {
    rmSync(this.file, { force: true });
  }
}
