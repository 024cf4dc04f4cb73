import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendToLog } from "../../remote/boundedLog";

describe("appendToLog", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("appends lines, and creates the folder", () => {
    const file = join(folder, "lab/heal.log");
    appendToLog(file, "first");
    appendToLog(file, "second");
    expect(readFileSync(file, "utf8")).toBe("first\nsecond\n");
  });

  it("keeps the log and its predecessor, each of limited size, however much is logged", () => {
    const file = join(folder, "heal.log");
    for (let line = 0; line < 1000; line += 1) {
      appendToLog(file, `line ${line}`, 100);
    }
    expect(readdirSync(folder).sort()).toEqual(["heal.log", "heal.log.1"]);
    const [before, now] = [`${file}.1`, file].map((one) => readFileSync(one, "utf8"));
    expect(before?.length).toBeLessThan(120);
    expect(now?.length).toBeLessThan(120);
    expect(`${before}${now}`).toContain("line 998\nline 999\n");
  });
});
