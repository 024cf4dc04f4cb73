import { parseArgs } from "node:util";
import Table from "cli-table3";
import { stopping } from "../cli/stopping";
import { median } from "../lab/client/median";
import { type Comparison, measured } from "./comparison";
import { comparisons } from "./comparisons";

/** Prints how long the project takes beside others on the same machine: all comparisons, or those named. */
async function bench(args: string[], signal: AbortSignal): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { rounds: { type: "string", default: "3" } },
  });
  const rounds = oddNumber(values.rounds);
  const table = new Table({
    head: ["", "ours", "the other", "ours / the other: median (least to most)"],
    style: { head: [], border: [] },
  });
  for (const [name, comparison] of chosen(positionals)) {
    const { end, ours, peer } = comparison;
    console.error(`${name}: ${rounds} times ${ours.name}, and ${peer.name}`);
    const ratios = await measured(comparison, rounds, signal);
    console.error(`  ${ratios.map(rounded).join(", ")}`);
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
    table.push([
      end,
      ours.name,
      peer.name,
      `${rounded(median(ratios))} (${rounded(least)} to ${rounded(most)})`,
    ]);
  }
  console.log(table.toString());
}

function chosen(names: readonly string[]): [string, Comparison][] {
  const unknown = names.filter((name) => comparisons[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`there is no ${unknown.join(", ")}: there are ${Object.keys(comparisons).join(", ")}.`);
  }
  return Object.entries(comparisons).filter(([name]) => names.length === 0 || names.includes(name));
}

function oddNumber(text: string): number {
  if (!/^\d*[13579]$/.test(text)) {
    throw new Error(`there can't be ${text} rounds: only an odd number has a middle, as 3 or 5.`);
  }
  return Number(text);
}

function rounded(ratio: number): string {
  return ratio.toFixed(2);
}

bench(process.argv.slice(2), stopping().signal).catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
