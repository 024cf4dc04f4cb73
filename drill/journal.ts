import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

const lossSchema = z.object({
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
});

/** What a drill takes away, with all that is needed to give it back. */
export type Removal = z.output<typeof lossSchema>;

/** What a drill has taken away and not yet given back, on disk: it outlives the drill. */
export class Journal {
  constructor(private readonly file: string) {}

  /** Notes a loss before it is made; it is on the disk when this returns. */
  write(loss: Removal): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileAtomic.sync(this.file, JSON.stringify(loss), { mode: 0o600 });
  }

  /**
   * The loss that was not given back.
   * @throws if the file holds something else: then nobody knows what was taken
   */
  read(): Removal | undefined {
    if (!existsSync(this.file)) {
      return undefined;
    }
    try {
      return lossSchema.parse(JSON.parse(readFileSync(this.file, "utf8")));
    } catch {
      throw new Error(
        `${this.file} is no drill's journal: see that both ports of each VNF are up and both cables plugged, then delete it.`,
      );
    }
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }
}
