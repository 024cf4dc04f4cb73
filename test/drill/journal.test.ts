import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal } from "../../drill/journal";
import { REMOVAL } from "./removal";

describe("a drill's journal", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-journal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, "lab/drill.json");

  it("holds a removed VF until it is restored", () => {
    const journal = new Journal(file());
    expect(journal.read()).toBeUndefined();
    journal.write(REMOVAL);
    expect(new Journal(file()).read()).toEqual(REMOVAL);
    journal.clear();
    expect(new Journal(file()).read()).toBeUndefined();
  });

  it("holds only the removal that was written last", () => {
    const journal = new Journal(file());
    journal.write(REMOVAL);
    expect(journal.holds(REMOVAL)).toBe(true);
    journal.write({ ...REMOVAL, at: 2 });
    expect(journal.holds(REMOVAL)).toBe(false);
    journal.clear();
    expect(journal.holds(REMOVAL)).toBe(false);
  });

  it("is written atomically, and leaves no temporary file", () => {
    const journal = new Journal(file());
    journal.write(REMOVAL);
    journal.write({ ...REMOVAL, slave: "ens4" });
    expect(journal.read()?.slave).toBe("ens4");
    expect(readdirSync(join(folder, "lab"))).toEqual(["drill.json"]);
  });

  it("rejects a file that is not a journal, with the file name and what to do", () => {
    const journal = new Journal(file());
    journal.write(REMOVAL);
    writeFileSync(file(), '{"way":"axe"}');
    expect(() => journal.read()).toThrow(/drill\.json is not a drill journal: set both SR-IOV ports/);
  });
});
