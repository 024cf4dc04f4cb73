import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

/** ms since 1970. */
const at = z.number();

const vnfMemorySchema = z.object({
  /** Time at which the VNF was last healthy. @default never */
  healthyAt: at.optional(),
  /** What an unhealthy VNF does, and since when. @default heal does not wait for this VNF */
  phase: z.object({ is: z.enum(["booting", "failing"]), since: at }).optional(),
  /** Recoveries since the VNF was last healthy. */
  attempts: z.array(z.object({ action: z.enum(["reboot", "redeploy"]), at })),
});

/** What heal remembers of a VNF. */
export type VnfMemory = z.output<typeof vnfMemorySchema>;
/** How a VNF is recovered. */
export type Action = VnfMemory["attempts"][number]["action"];

const memorySchema = z.record(z.string(), vnfMemorySchema);

/** What heal remembers, on disk. The next heal continues after one that ended. */
export class Memory {
  #vnfs: Record<string, VnfMemory>;

  /** @throws if the file is not a memory of heal */
  constructor(private readonly file: string) {
    try {
      this.#vnfs = existsSync(file) ? memorySchema.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
    } catch {
      throw new Error(`${file} is not a memory file of heal: delete it, and heal begins without a memory.`);
    }
  }

  /** The memory of a VNF, by its name. */
  get(vnf: string): VnfMemory {
    return this.#vnfs[vnf] ?? { attempts: [] };
  }

  /** Writes the memory of a VNF to the disk, atomically. */
  set(vnf: string, memory: VnfMemory): void {
    this.#vnfs = { ...this.#vnfs, [vnf]: memory };
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileAtomic.sync(this.file, JSON.stringify(this.#vnfs, null, 2), { mode: 0o600 });
  }
}
