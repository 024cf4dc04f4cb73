import { z } from "zod";
import { nearestName } from "../report/nearest";
import { type Fault, formatPath, formatValue } from "./fault";
import { settingsSchema } from "./schema";
import { secretKeys } from "./secrets";

/** Converts the issues that zod found in a raw configuration to faults, at most one for each path. */
export function shapeFaults(issues: readonly z.core.$ZodIssue[], raw: unknown): Fault[] {
  const faults = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => reportUnknownKey(key, issue.path, raw))
      : [reportIssue(issue, raw)],
  );
  return [...new Map(faults.map((fault) => [fault.path, fault])).values()];
}

function reportIssue(issue: z.core.$ZodIssue, raw: unknown): Fault {
  const path = formatPath(issue.path);
  const value = findValue(issue.path, raw);
  if (value === undefined) {
    const meaning = findDescription(issue.path, raw) ?? describeExpected(issue);
    return { path, rule: "required", sentence: `is missing: set it (${meaning.replace(/\.$/, "")})` };
  }
  if (issue.path.length === 1 && typeof value === "string" && /^\s*[[{]/.test(value)) {
    return {
      path,
      rule: "shape",
      sentence:
        "is not valid JSON, the format of lists and objects in Pulumi: correct it in Pulumi.<stack>.yaml",
    };
  }
  return { path, rule: "shape", sentence: `${formatValue(value)}: ${describeExpected(issue)}` };
}

function reportUnknownKey(key: string, path: readonly PropertyKey[], raw: unknown): Fault {
  const schema = unwrap(findSchema(path, raw), findValue(path, raw));
  const known = [
    ...(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []),
    ...(path.length === 0 ? Object.keys(secretKeys) : []),
  ];
  const nearest = nearestName(key, known);
  return {
    path: formatPath([...path, key]),
    rule: "unknown-key",
    sentence: nearest
      ? `is unknown: change it to ${formatValue(nearest)} if you meant that`
      : `is unknown: use one of ${known.join(", ")}`,
  };
}

/** Describes the expected value in words. */
function describeExpected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `must ${describeLimit(`${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`, issue.origin)}`;
    case "too_big":
      return `must ${describeLimit(`at most ${issue.maximum}`, issue.origin)}`;
    case "invalid_value":
      return `must be ${issue.values.join(" or ")}`;
    case "invalid_union":
      return "options" in issue && issue.options ? `must be ${issue.options.join(" or ")}` : issue.message;
    default:
      return issue.message;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "text",
  tuple: "a list",
};

const COUNTED_UNITS: Readonly<Record<string, string>> = { array: "element(s)", string: "character(s)" };

function describeLimit(limit: string, origin: string): string {
  const unit = COUNTED_UNITS[origin];
  return unit ? `have ${limit} ${unit}` : `be ${limit}`;
}

function findValue(path: readonly PropertyKey[], raw: unknown): unknown {
  return path.reduce((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], raw);
}

function findDescription(path: readonly PropertyKey[], raw: unknown): string | undefined {
  const schema = findSchema(path, raw);
  return schema instanceof z.ZodType ? schema.description : undefined;
}

/** Finds the schema at `path`. In a union, it uses the alternative that `raw` selects. */
function findSchema(path: readonly PropertyKey[], raw: unknown): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = settingsSchema;
  let value = raw;
  for (const key of path) {
    const outer = unwrap(schema, value);
    if (outer instanceof z.ZodObject) {
      schema = Object.hasOwn(outer.shape, key) ? outer.shape[String(key)] : undefined;
    } else if (outer instanceof z.ZodTuple) {
      schema = outer.def.items[Number(key)];
    } else {
      schema = outer instanceof z.ZodArray ? outer.element : undefined;
    }
    value = findValue([key], value);
  }
  return schema;
}

/** Removes optional, default and prefault from a schema. In a union, it uses the alternative that `value` selects. */
function unwrap(schema: z.core.$ZodType | undefined, value: unknown): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const selected = findValue([discriminator], value);
    return schema.options.find(
      (option) => option instanceof z.ZodObject && option.shape[discriminator]?.safeParse(selected).success,
    );
  }
  return schema;
}
