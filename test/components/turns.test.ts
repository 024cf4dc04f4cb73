import { setTimeout as pause } from "node:timers/promises";
import { Turns } from "../../components/turns";

describe("Turns", () => {
  it("come one after the other, each after what the one before waits for", async () => {
    const turns = new Turns();
    const log: string[] = [];
    const take = async (name: string) => {
      await turns.take("group", async () => {
        await pause(5);
        log.push(`${name} is over`);
      });
      log.push(`turn of ${name}`);
    };
    await Promise.all(["a", "b", "c"].map(take));
    expect(log).toEqual(["turn of a", "a is over", "turn of b", "b is over", "turn of c"]);
  });

  it("of another key do not wait, and neither does the first", async () => {
    const turns = new Turns();
    const forever = () => new Promise<void>(() => undefined);
    await turns.take("one", forever);
    await turns.take("other", forever);
  });

  it("go on if what the one before waits for fails", async () => {
    const turns = new Turns();
    await turns.take("group", async () => {
      throw new Error("no answer");
    });
    await turns.take("group", async () => undefined);
  });
});
