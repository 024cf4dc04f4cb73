import { startLocal } from "../../remote/program";

const converseWith = (text: string) =>
  startLocal(
    "the echo",
    { command: `python3 -c 'import sys; exec(sys.stdin.read(${text.length}))'`, input: text },
    (line) => JSON.parse(line),
  );

const ECHO_PROGRAM =
  "import json\nprint('1', flush=True)\nfor line in sys.stdin: print(json.dumps(line.strip()), flush=True)\n";
const TIMEOUT = { what: "its greeting", timeoutMs: 10_000 };

describe("a conversation with a program", () => {
  it("receives each line, also a line that was sent before waitFor", async () => {
    const conversation = converseWith(ECHO_PROGRAM);
    await conversation.waitFor((event) => event === 1, TIMEOUT);
    conversation.send("hello");
    expect(await conversation.waitFor((event) => event === "hello", TIMEOUT)).toBe("hello");
    expect(await conversation.waitFor((event) => event === "hello", TIMEOUT)).toBe("hello");
    expect(conversation.events).toEqual([1, "hello"]);
    await expect(
      conversation.waitFor((event) => event === "hello", { ...TIMEOUT, from: 2, timeoutMs: 50 }),
    ).rejects.toThrow("the echo did not report its greeting within 0.05 s");
    conversation.close();
  });

  it("rejects waitFor when the program ends, with the last line of its errors", async () => {
    const conversation = converseWith(
      "import os; print('no right to do so', file=sys.stderr, flush=True); sys.exit(1)\n",
    );
    await expect(conversation.waitFor(() => true, TIMEOUT)).rejects.toThrow(
      "the echo ended: no right to do so",
    );
    expect(() => conversation.requireOpen()).toThrow("the echo ended");
  });

  it("ends when a line is not an event", async () => {
    await expect(converseWith("print('{')\n").waitFor(() => true, TIMEOUT)).rejects.toThrow(/JSON/);
  });

  it("rejects waitFor when the signal is aborted", async () => {
    const conversation = converseWith(ECHO_PROGRAM);
    const stop = new AbortController();
    const waiting = conversation.waitFor((event) => event === 2, { ...TIMEOUT, signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await expect(
      conversation.waitFor((event) => event === 2, { ...TIMEOUT, signal: stop.signal }),
    ).rejects.toThrow("stopped");
    conversation.close();
  });
});
