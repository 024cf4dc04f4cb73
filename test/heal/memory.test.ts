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

  it("is on the disk, for the next heal to go on from", () => {
    const memory = new Memory(file());
    expect(memory.of("dns-1")).toEqual({ attempts: [] });
    const seen = {
      healthyAt: 1,
      phase: { is: "booting" as const, since: 2 },
      attempts: [{ action: "reboot" as const, at: 2 }],
    };
    memory.set("dns-1", seen);
    memory.set("dns-2", { attempts: [] });
    expect(new Memory(file()).of("dns-1")).toEqual(seen);
  });

  it("refuses what is no memory of heal's, naming the file and what to do", () => {
    const memory = new Memory(file());
    memory.set("dns-1", { attempts: [] });
    writeFileSync(file(), "{");
    expect(() => new Memory(file())).toThrow(/heal\.json is not what heal remembers: delete it/);
  });
});
