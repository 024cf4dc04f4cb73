import { wordOf } from "../report/kinds";
import type { Change } from "./change";
import { code } from "./markdown";
import { parsePath, shownValue } from "./values";

/** The kind of a resource and its name. */
export function resourceText({ type, name }: Pick<Change, "type" | "name">): string {
  const word = wordOf(type);
  return `${word === type ? code(type, 100) : word} ${code(name, 100)}`;
}

/** Maximum number of properties in a row. */
const MAXIMUM_PROPERTIES = 10;

/** The properties that change, and which of them replace the resource. */
export function propertiesText({ properties, replacedFor }: Change): string {
  if (properties.length === 0) {
    return "none: another resource is the reason";
  }
  const shown = properties.slice(0, MAXIMUM_PROPERTIES).map((path) => {
    const isReason = replacedFor.includes(String(parsePath(path)[0]));
    return `${code(path, 100)}${isReason ? " (replaces it)" : ""}`;
  });
  const hidden = properties.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`${hidden} more`] : [])].join(", ");
}

/** The old and the new value of each changed property whose values may be shown. */
export function valueRows(change: Change): string[] {
  return change.properties.flatMap((path) => {
    const keys = parsePath(path);
    const [before, after] = [change.old, change.new].map((state) => shownValue(change.type, keys, state));
    return before === undefined || after === undefined || before === after
      ? []
      : [`- ${resourceText(change)}, ${code(path, 100)}: ${code(before)} → ${code(after)}`];
  });
}
