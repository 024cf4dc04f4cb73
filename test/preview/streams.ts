import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EngineEvents, parseEvents, type Step } from "../../preview/events";
import { parsePreflight } from "../../preview/preflightResult";
import { modelOf } from "../../preview/verdict";

const FOLDER = join(__dirname, "streams");

/** Names of the recorded streams: real events of the engine, reduced by streams/keep.js. */
export function streamNames(kind: "previews" | "refreshes"): string[] {
  return readdirSync(join(FOLDER, kind)).map((file) => file.replace(/\.ndjson$/, ""));
}

/** The text of a recorded stream. */
export function readStream(kind: "previews" | "refreshes", name: string): string {
  return readFileSync(join(FOLDER, kind, `${name}.ndjson`), "utf8");
}

/** The result of preflight before the recorded previews. */
export const PREFLIGHT = readFileSync(join(__dirname, "preflight.json"), "utf8");

/** The model of a recorded preview. */
export function modelOfStream(name: string) {
  return modelOf(parseEvents(readStream("previews", name)), parsePreflight(PREFLIGHT));
}

/** The events of a recorded preview after a change of its steps. */
export function changedEvents(name: string, change: (steps: Step[]) => void): EngineEvents {
  const events = parseEvents(readStream("previews", name));
  change(events.planned as Step[]);
  return events;
}

/** The step for the resource with this name in the program. @throws if there are none or several */
export function stepOf(steps: readonly Step[], name: string): Step {
  const found = steps.filter(({ urn }) => urn.endsWith(`::${name}`));
  if (found.length !== 1) {
    throw new Error(`${found.length} steps for ${name}, expected 1`);
  }
  return found[0] as Step;
}
