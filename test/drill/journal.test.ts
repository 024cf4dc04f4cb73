import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, type Removal } from "../../drill/journal";

const loss: Removal = {
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

  it("remembers what was taken away until it is given back", () => {
    const journal = new Journal(file());
    expect(journal.read()).toBeUndefined();
    journal.write(loss);
    expect(new Journal(file()).read()).toEqual(loss);
    journal.clear();
    expect(new Journal(file()).read()).toBeUndefined();
  });

  it("is written whole or not at all: nothing else is left beside it", () => {
    const journal = new Journal(file());
    journal.write(loss);
    journal.write({ ...loss, slave: "ens4" });
    expect(journal.read()?.slave).toBe("ens4");
    expect(readdirSync(join(folder, "lab"))).toEqual(["drill.json"]);
  });

  it("refuses what is no journal, naming the file and what to do", () => {
    const journal = new Journal(file());
    journal.write(loss);
    writeFileSync(file(), '{"way":"axe"}');
    expect(() => journal.read()).toThrow(/drill\.json is no drill's journal: see that both ports/);
  });
});
