import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, type Removal } from "../../drill/journal";

const removal: Removal = {
  way: "cable",
  vnf: "dns-1",
  bond: "bond0",
  slave: "ens3",
  portId: "p",
  physicalNetwork: "sriov0",
};

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
    journal.write(removal);
    expect(new Journal(file()).read()).toEqual(removal);
    journal.clear();
    expect(new Journal(file()).read()).toBeUndefined();
  });

  it("is written atomically, and leaves no temporary file", () => {
    const journal = new Journal(file());
    journal.write(removal);
    journal.write({ ...removal, slave: "ens4" });
    expect(journal.read()?.slave).toBe("ens4");
    expect(readdirSync(join(folder, "lab"))).toEqual(["drill.json"]);
  });

  it("rejects a file that is not a journal, with the file name and what to do", () => {
    const journal = new Journal(file());
    journal.write(removal);
    writeFileSync(file(), '{"way":"axe"}');
    expect(() => journal.read()).toThrow(/drill\.json is not a drill journal: set both SR-IOV ports/);
  });
});
