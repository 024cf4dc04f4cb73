import { z } from "zod";
import { nearestName } from "../report/nearest";
import { type Fault, pathOf, shown } from "./fault";
import { settingsSchema } from "./schema";
import { secretKeys } from "./secrets";

/** The faults of a raw configuration's shape, out of what zod found, one for a path. */
export function shapeFaults(issues: readonly z.core.$ZodIssue[], raw: unknown): Fault[] {
  const faults = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey(key, issue.path, raw))
      : [shapeFault(issue, raw)],
  );
  return [...new Map(faults.map((fault) => [fault.path, fault])).values()];
}

function shapeFault(issue: z.core.$ZodIssue, raw: unknown): Fault {
  const path = pathOf(issue.path);
  const value = valueAt(issue.path, raw);
  if (value === undefined) {
    const holds = descriptionAt(issue.path, raw) ?? expectation(issue);
    return { path, rule: "required", sentence: `is missing, set it: ${holds.replace(/\.$/, "")}` };
  }
  if (issue.path.length === 1 && typeof value === "string" && /^\s*[[{]/.test(value)) {
    return {
      path,
      rule: "shape",
      sentence: "is malformed JSON, as which Pulumi keeps lists and objects: edit it in Pulumi.<stack>.yaml",
    };
  }
  return { path, rule: "shape", sentence: `${shown(value)}: ${expectation(issue)}` };
}

function unknownKey(key: string, path: readonly PropertyKey[], raw: unknown): Fault {
  const schema = bare(schemaAt(path, raw), valueAt(path, raw));
  const known = [
    ...(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []),
    ...(path.length === 0 ? Object.keys(secretKeys) : []),
  ];
  const near = nearestName(key, known);
  return {
    path: pathOf([...path, key]),
    rule: "unknown-key",
    sentence: near
      ? `is unknown: write ${shown(near)} if that is meant`
      : `is unknown: known there are ${known.join(", ")}`,
  };
}

/** What would be right, in words. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KIND[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `must ${bound(`${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`, issue.origin)}`;
    case "too_big":
      return `must ${bound(`at most ${issue.maximum}`, issue.origin)}`;
    case "invalid_value":
      return `must be ${issue.values.join(" or ")}`;
    case "invalid_union":
      return "options" in issue && issue.options ? `must be ${issue.options.join(" or ")}` : issue.message;
    default:
      return issue.message;
  }
}

const KIND: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a text",
  tuple: "a list",
};

const COUNTED: Readonly<Record<string, string>> = { array: "element(s)", string: "character(s)" };

function bound(limit: string, origin: string): string {
  const counted = COUNTED[origin];
  return counted ? `have ${limit} ${counted}` : `be ${limit}`;
}

function valueAt(path: readonly PropertyKey[], raw: unknown): unknown {
  return path.reduce((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], raw);
}

function descriptionAt(path: readonly PropertyKey[], raw: unknown): string | undefined {
  const schema = schemaAt(path, raw);
  return schema instanceof z.ZodType ? schema.description : undefined;
}

/** The schema of what stands at `path`; of alternatives the one that `raw` has chosen. */
function schemaAt(path: readonly PropertyKey[], raw: unknown): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = settingsSchema;
  let value = raw;
  for (const key of path) {
    const outer = bare(schema, value);
    if (outer instanceof z.ZodObject) {
      schema = Object.hasOwn(outer.shape, key) ? outer.shape[String(key)] : undefined;
    } else if (outer instanceof z.ZodTuple) {
      schema = outer.def.items[Number(key)];
    } else {
      schema = outer instanceof z.ZodArray ? outer.element : undefined;
    }
    value = valueAt([key], value);
  }
  return schema;
}

/** A schema without what makes it optional or gives it a default, and the chosen one of alternatives. */
function bare(schema: z.core.$ZodType | undefined, value: unknown): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return bare(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const chosen = valueAt([discriminator], value);
    return schema.options.find(
      (option) => option instanceof z.ZodObject && option.shape[discriminator]?.safeParse(chosen).success,
    );
  }
  return schema;
}
