const { readdirSync } = require("node:fs");
const { cpnr, main } = require("../cli/cpnr");

/** The stacks that have a file in this folder: Pulumi's list needs its backend, for which a shell does not wait. */
function stackNames() {
  return readdirSync(".").flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** Completes a command line of cpnr, or prints the script by which a shell asks for that. */
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
