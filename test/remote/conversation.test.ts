import { startHere } from "../../remote/program";

const talkTo = (text: string) =>
  startHere(
    "the parrot",
    { command: `python3 -c 'import sys; exec(sys.stdin.read(${text.length}))'`, input: text },
    (line) => JSON.parse(line),
  );

const PARROT =
  "import json\nprint('1', flush=True)\nfor line in sys.stdin: print(json.dumps(line.strip()), flush=True)\n";
const LIMIT = { timeLimit: 10_000 };

describe("a conversation with a program", () => {
  it("hears each line, also one that was said before it was waited for", async () => {
    const talk = talkTo(PARROT);
    await talk.until((heard) => heard === 1, LIMIT);
    talk.say("hello");
    expect(await talk.until((heard) => heard === "hello", LIMIT)).toBe("hello");
    expect(await talk.until((heard) => heard === "hello", LIMIT)).toBe("hello");
    expect(talk.heard).toEqual([1, "hello"]);
    await expect(talk.until((heard) => heard === "hello", { from: 2, timeLimit: 50 })).rejects.toThrow(
      "the parrot sent no such event within 0.05 s",
    );
    talk.close();
  });

  it("ends for whoever waits when the program ends, with its last words", async () => {
    const talk = talkTo("import os; print('no right to do so', file=sys.stderr, flush=True); sys.exit(1)\n");
    await expect(talk.until(() => true, LIMIT)).rejects.toThrow("the parrot ended: no right to do so");
    expect(() => talk.requireOpen()).toThrow("the parrot ended");
  });

  it("ends when it hears what it does not understand", async () => {
    await expect(talkTo("print('{')\n").until(() => true, LIMIT)).rejects.toThrow(/JSON/);
  });

  it("is given up when a signal says so", async () => {
    const talk = talkTo(PARROT);
    const stop = new AbortController();
    const waiting = talk.until((heard) => heard === 2, { ...LIMIT, signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await expect(talk.until((heard) => heard === 2, { ...LIMIT, signal: stop.signal })).rejects.toThrow(
      "stopped",
    );
    talk.close();
  });
});
