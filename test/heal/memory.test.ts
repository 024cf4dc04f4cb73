import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EMPTY_MEMORY, memoryOf, parseMemory, type StackMemory } from "../../heal/memory";
import { MemoryStore, memoryFileStorage } from "../../heal/memoryStore";
import { instant } from "./fixtures";

const MEMORY: StackMemory = {
  version: 2,
  lookedAt: instant(1),
  recovering: "dns-1",
  vnfs: {
    "dns-1": {
      wasHealthy: false,
      phase: { is: "booting", seconds: 20, looks: 3 },
      down: { seconds: 20, looks: 3 },
      attempts: [{ action: "reboot", at: 2 }],
      recoveries: [{ action: "reboot", at: 2, ageSeconds: 20 }],
      refusal: { count: 1, secondsLeft: 30, reason: "locked" },
    },
  },
};

describe("heal's memory", () => {
  let folder = "";
  let warnings: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-memory-"));
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, "lab/heal.json");
  const open = (isReadOnly = false) =>
    new MemoryStore(memoryFileStorage(file(), isReadOnly), (sentence) => warnings.push(sentence));
  const write = (text: string) => {
    mkdirSync(dirname(file()), { recursive: true });
    writeFileSync(file(), text);
  };

  it("is kept on disk for the next heal, and leaves no other file there", () => {
    open().save(MEMORY);
    expect(open().memory).toEqual(MEMORY);
    expect(readdirSync(dirname(file()))).toEqual(["heal.json"]);
    expect(warnings).toEqual([]);
  });

  it("keeps the attempts of the first version, but not its times, which can be older than the failure", () => {
    const first = {
      "dns-1": {
        healthyAt: 1,
        phase: { is: "failing", since: 2 },
        attempts: [{ action: "reboot", at: 2 }],
      },
    };
    expect(parseMemory(JSON.stringify(first))).toEqual({
      version: 2,
      vnfs: {
        "dns-1": {
          wasHealthy: false,
          attempts: [{ action: "reboot", at: 2 }],
          recoveries: [{ action: "reboot", at: 2, ageSeconds: 0 }],
        },
      },
    });
  });

  it.each(["{", "[]", '{"version": 3, "vnfs": {}}', '{"version": 2, "vnfs": {"dns-1": {}}}'])(
    "is moved aside with a warning, and begins empty, if the file has: %s",
    (text) => {
      write(text);
      expect(open().memory).toEqual(EMPTY_MEMORY);
      expect(readFileSync(`${file()}.corrupt`, "utf8")).toBe(text);
      expect(existsSync(file())).toBe(false);
      expect(warnings).toEqual([
        `${file()} is not a memory of heal, or of a newer version: heal moved it to ${file()}.corrupt and begins without a memory.`,
      ]);
    },
  );

  it("changes nothing on disk in a dry run", () => {
    open(true).save(MEMORY);
    expect(readdirSync(folder)).toEqual([]);
    write("{");
    expect(open(true).memory).toEqual(EMPTY_MEMORY);
    expect(readFileSync(file(), "utf8")).toBe("{");
    expect(warnings).toEqual([
      `${file()} is not a memory of heal, or of a newer version: this dry run begins without a memory.`,
    ]);
  });

  it("stays in this process if the disk is full, and says so once until the disk can be written again", () => {
    let isFull = true;
    const written: string[] = [];
    const write = (text: string) => {
      if (isFull) {
        throw new Error("ENOSPC: no space left on device, write");
      }
      written.push(text);
    };
    const store = new MemoryStore({ read: () => undefined, write, moveAside: () => "" }, (sentence) =>
      warnings.push(sentence),
    );
    store.save(MEMORY);
    store.save(MEMORY);
    expect(store.memory).toEqual(MEMORY);
    expect(warnings).toEqual([expect.stringMatching(/^heal can't write its memory, .* ENOSPC/)]);
    isFull = false;
    store.save(MEMORY);
    expect(parseMemory(written[0] as string)).toEqual(MEMORY);
  });

  it("begins empty, with a warning, if the file can't be read", () => {
    mkdirSync(file(), { recursive: true });
    expect(open().memory).toEqual(EMPTY_MEMORY);
    expect(warnings).toEqual([expect.stringMatching(/^heal can't read its memory/)]);
  });

  it("has nothing about a VNF that is named like a property of every object", () => {
    expect(memoryOf(EMPTY_MEMORY, "constructor")).toEqual({
      wasHealthy: false,
      attempts: [],
      recoveries: [],
    });
  });
});
