import type { Command } from "commander";
import { cpnr } from "../../cli/cpnr";

/** The help of a command, as a terminal of 100 columns shows it. */
function helpOf(command: Command): string {
  let shown = "";
  command.configureOutput({
    writeOut: (text) => {
      shown += text;
    },
    getOutHelpWidth: () => 100,
  });
  command.outputHelp();
  return shown;
}

describe("the help of cpnr", () => {
  it("lists the commands", () => {
    expect(helpOf(cpnr())).toMatchSnapshot();
  });

  it.each(cpnr().commands.map((command) => [command.name(), command] as const))(
    "says what %s does and takes",
    (_, command) => {
      expect(helpOf(command)).toMatchSnapshot();
    },
  );
});
