import { setTimeout as pause } from "node:timers/promises";
import { Turns } from "../../components/turns";

describe("Turns", () => {
  it("begin one after the other, each after the end of the previous one", async () => {
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

  it("with another key do not wait, and neither does the first turn", async () => {
    const turns = new Turns();
    const forever = () => new Promise<void>(() => undefined);
    await turns.take("one", forever);
    await turns.take("other", forever);
  });

  it("begin also if the wait for the end of the previous one fails", async () => {
    const turns = new Turns();
    await turns.take("group", async () => {
      throw new Error("no answer");
    });
    await turns.take("group", async () => undefined);
  });
});
