import { parseArgs } from "node:util";
import Table from "cli-table3";
import { abortOnSignals } from "../cli/abortOnSignals";
import { median } from "../lab/client/median";
import { type Comparison, measureRatios } from "./comparison";
import { comparisons } from "./comparisons";

/** Runs all comparisons, or the named ones, and prints the ratios of their times. */
async function bench(args: string[], signal: AbortSignal): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { rounds: { type: "string", default: "3" } },
  });
  const rounds = oddNumber(values.rounds);
  const table = new Table({
    head: ["result", "ours", "the other", "ours / the other: median (min to max)"],
    style: { head: [], border: [] },
  });
  for (const [name, comparison] of comparisonsNamed(positionals)) {
    const { goal, ours, peer } = comparison;
    console.error(`${name}: ${rounds} rounds of ${ours.name} and ${peer.name}`);
    const ratios = await measureRatios(comparison, rounds, signal);
    console.error(`  ${ratios.map(rounded).join(", ")}`);
    const [min, max] = [Math.min(...ratios), Math.max(...ratios)];
    table.push([
      goal,
      ours.name,
      peer.name,
      `${rounded(median(ratios))} (${rounded(min)} to ${rounded(max)})`,
    ]);
  }
  console.log(table.toString());
}

function comparisonsNamed(names: readonly string[]): [string, Comparison][] {
  const unknown = names.filter((name) => comparisons[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(
      `unknown comparison ${unknown.join(", ")}; known comparisons: ${Object.keys(comparisons).join(", ")}.`,
    );
  }
  return Object.entries(comparisons).filter(([name]) => names.length === 0 || names.includes(name));
}

function oddNumber(text: string): number {
  if (!/^\d*[13579]$/.test(text)) {
    throw new Error(`--rounds ${text}: expected an odd number, such as 3 or 5, so that there is a median.`);
  }
  return Number(text);
}

function rounded(ratio: number): string {
  return ratio.toFixed(2);
}

bench(process.argv.slice(2), abortOnSignals().signal).catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
