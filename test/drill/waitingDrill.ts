import { Keeper } from "../../drill/keeper";
import { REMOVAL } from "./removal";

// A drill that prints its keeper's process id at a step and waits there: node waitingDrill.ts <folder> <step>
const [folder, step] = process.argv.slice(2) as [string, string];

async function main(): Promise<void> {
  const stopAt = async (name: string) => {
    if (name === step) {
      process.stdout.write(`${keeper.pid}\n`);
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
  };
  const keeper = await Keeper.start({
    cable: [`${folder}/cable`],
    guests: [],
    journal: `${folder}/drill.json`,
    log: `${folder}/keeper.log`,
  });
  await stopAt("the keeper has started");
  const removed = keeper.remove(REMOVAL);
  await stopAt("the VF is being removed");
  await removed;
  await stopAt("the VF is removed");
  const restored = keeper.restore();
  await stopAt("the VF is being restored");
  await restored;
  await stopAt("the VF is restored");
  keeper.close();
}

main();
