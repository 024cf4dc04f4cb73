const { readdirSync } = require("node:fs");
const { cpnr, main } = require("../cli/cpnr");

/** The stacks that have a file in this folder. Pulumi's own list is too slow for a completion: it asks the backend. */
function stackNames() {
  return readdirSync(".").flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** Prints the completions of a command line of cpnr, or the script with which a shell requests them. */
async function complete() {
  const { default: addCompletion } = await import("@bomb.sh/tab/commander");
  const program = cpnr();
  const { commands } = addCompletion(program);
  for (const { options } of commands.values()) {
    const stack = options.get("stack");
    if (stack) {
      stack.handler = (offer) => {
        for (const name of stackNames()) {
          offer(name, "");
        }
      };
    }
  }
  await main(program);
}

module.exports = { complete };
