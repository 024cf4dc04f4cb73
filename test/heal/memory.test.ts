import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Memory } from "../../heal/memory";

describe("heal's memory", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-memory-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, "lab/heal.json");

  it("is kept on disk for the next heal", () => {
    const memory = new Memory(file());
    expect(memory.get("dns-1")).toEqual({ attempts: [] });
    const remembered = {
      healthyAt: 1,
      phase: { is: "booting" as const, since: 2 },
      attempts: [{ action: "reboot" as const, at: 2 }],
    };
    memory.set("dns-1", remembered);
    memory.set("dns-2", { attempts: [] });
    expect(new Memory(file()).get("dns-1")).toEqual(remembered);
  });

  it("rejects a file that is not a memory, with the file name and what to do", () => {
    const memory = new Memory(file());
    memory.set("dns-1", { attempts: [] });
    writeFileSync(file(), "{");
    expect(() => new Memory(file())).toThrow(/heal\.json is not a memory file of heal: delete it/);
  });
});
