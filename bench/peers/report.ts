import Table from "cli-table3";
import type { Cost, Measured } from "./measured";

/** The columns, each with what a measurement has for it. Undefined: the peer can't do it. */
const STEPS: readonly { readonly name: string; readonly of: (measured: Measured) => Cost | undefined }[] = [
  { name: "create", of: ({ create }) => create },
  { name: "serving", of: ({ create }) => ({ ...create, seconds: create.serving }) },
  { name: "create again", of: ({ again }) => again },
  { name: "preview", of: ({ preview }) => preview },
  { name: "drift", of: ({ drift }) => drift },
  { name: "change", of: ({ change }) => change },
  { name: "destroy", of: ({ destroy }) => destroy },
];

/**
 * Renders the measurements: the times of the first peer divided by those of each other, then what each did.
 * @param all the first peer is ours
 */
export function reportOf(all: readonly Measured[]): string {
  const [{ peer: ours } = { peer: "" }] = all;
  const ratios = table(["ours / the other", "VNFs", ...STEPS.map(({ name }) => name)]);
  const facts = table([
    ...["tool", "VNFs", "requests to create", "a second creation", "preview says", "drift says"],
    ...["a changed Day0", "killed in the middle"],
  ]);
  for (const measured of all) {
    const own = all.find(({ peer, vnfs }) => peer === ours && vnfs === measured.vnfs);
    if (measured.peer !== ours && own !== undefined) {
      ratios.push([measured.peer, measured.vnfs, ...STEPS.map(({ of }) => ratio(of(own), of(measured)))]);
    }
    facts.push([
      ...[measured.peer, measured.vnfs, measured.create.requests],
      ...[againOf(measured), measured.preview?.said ?? "none", measured.drift?.said ?? "none"],
      ...[changeOf(measured), killedOf(measured)],
    ]);
  }
  return `${ratios}\n\n${facts}`;
}

function table(head: string[]): InstanceType<typeof Table> {
  return new Table({
    head,
    style: { head: [], border: [] },
    colWidths: head.map(() => null),
    wordWrap: true,
  });
}

function ratio(ours: Cost | undefined, other: Cost | undefined): string {
  return ours === undefined || other === undefined ? "-" : (ours.seconds / other.seconds).toFixed(2);
}

function againOf({ again: { changed, error } }: Measured): string {
  const what = changed.length === 0 ? "changes nothing" : `changes ${changed.length}: ${brief(changed)}`;
  return error === undefined ? what : `fails (${error}), ${what}`;
}

function changeOf({ vnfs, change: { replaced, outage } }: Measured): string {
  return `${replaced} of ${vnfs} replaced, ${(outage / 1000).toFixed(1)} s without an answer from any VNF`;
}

function killedOf({ killed: { error, left } }: Measured): string {
  const continued = error === undefined ? "goes on" : `can't go on (${error})`;
  const remains = left.length === 0 ? "nothing is left" : `${left.length} left: ${brief(left)}`;
  return `${continued}; after its destroy, ${remains}`;
}

function brief(all: readonly string[]): string {
  return [...all.slice(0, 3), ...(all.length > 3 ? ["…"] : [])].join(", ");
}
