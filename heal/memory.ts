import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

/** ms since 1970. */
const at = z.number();

const vnfMemorySchema = z.object({
  /** When it was last seen healthy. @default never */
  healthyAt: at.optional(),
  /** What it does while it is not healthy, and since when. @default it is left alone */
  phase: z.object({ is: z.enum(["booting", "failing"]), since: at }).optional(),
  /** Recoveries since it was last healthy. */
  attempts: z.array(z.object({ action: z.enum(["reboot", "redeploy"]), at })),
});

/** What heal remembers of a VNF. */
export type VnfMemory = z.output<typeof vnfMemorySchema>;
/** How a VNF is recovered. */
export type Action = VnfMemory["attempts"][number]["action"];

const memorySchema = z.record(z.string(), vnfMemorySchema);

/** What heal remembers from one look to the next, on disk: a heal that was ended is continued by the next. */
export class Memory {
  #vnfs: Record<string, VnfMemory>;

  /** @throws if the file holds something else */
  constructor(private readonly file: string) {
    try {
      this.#vnfs = existsSync(file) ? memorySchema.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
    } catch {
      throw new Error(`${file} is not what heal remembers: delete it, and heal begins anew.`);
    }
  }

  of(vnf: string): VnfMemory {
    return this.#vnfs[vnf] ?? { attempts: [] };
  }

  /** It is on the disk, whole, when this returns. */
  set(vnf: string, memory: VnfMemory): void {
    this.#vnfs = { ...this.#vnfs, [vnf]: memory };
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileAtomic.sync(this.file, JSON.stringify(this.#vnfs, null, 2), { mode: 0o600 });
  }
}
