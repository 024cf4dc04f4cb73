import { isNull, type Scalar, type Value } from "./yaml";

/** A value as Python has it after PyYAML. A number is an object, because Python's text of it can differ from the file's. */
export type PythonValue =
  | string
  | boolean
  | null
  | PythonNumber
  | PythonDate
  | PythonTime
  | PythonValue[]
  | PythonMapping;

export class PythonNumber {
  /** @param text Python's text of the number */
  constructor(readonly text: string) {}
}

/** A date, which JSON can't have. */
export class PythonDate {
  constructor(readonly text: string) {}
}

/** A date with a time. */
export class PythonTime {
  constructor(readonly text: string) {}

  /** Text in JSON. */
  get isoText(): string {
    return this.text.replace(/[Tt]|[ \t]+/, "T");
  }
}

export type PythonMapping = Map<string, PythonValue>;

/** Gives a value the type that PyYAML gives it, by YAML 1.1. */
export function toPython(value: Value): PythonValue {
  if (value.kind === "sequence") {
    return value.items.map(toPython);
  }
  if (value.kind === "mapping") {
    return new Map([...value.entries].map(([name, item]) => [name, toPython(item)]));
  }
  return isNull(value) ? null : scalarToPython(value);
}

const TRUE = /^(yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(0b[0-1_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)$/;
const SEXAGESIMAL = /^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+$/;
const FLOAT =
  /^([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d(\.\d*)?([ \t]*(Z|[-+]\d\d?(:\d\d)?))?$/;

function scalarToPython({ text, isPlain }: Scalar): PythonValue {
  if (!isPlain) {
    return text;
  }
  if (TRUE.test(text)) {
    return true;
  }
  if (FALSE.test(text)) {
    return false;
  }
  if (INTEGER.test(text)) {
    return new PythonNumber(integerText(text.replaceAll("_", "")));
  }
  if (SEXAGESIMAL.test(text)) {
    return new PythonNumber(sexagesimalText(text.replaceAll("_", "")));
  }
  if (FLOAT.test(text)) {
    return new PythonNumber(floatText(text.replaceAll("_", "")));
  }
  if (TIME.test(text)) {
    return new PythonTime(text);
  }
  return DATE.test(text) ? new PythonDate(text) : text;
}

function integerText(text: string): string {
  const [, sign = "", digits = "0"] = /^([-+]?)(.*)$/.exec(text) ?? [];
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return String(sign === "-" ? -value : value);
}

function sexagesimalText(text: string): string {
  const [, sign = "", digits = ""] = /^([-+]?)(.*)$/.exec(text) ?? [];
  const value = digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  return String(sign === "-" ? -value : value);
}

/** Python's text of a float: at least one decimal. Other forms, such as .inf, differ from the file's text in any case. */
function floatText(text: string): string {
  const value = Number(text);
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : `${value}`;
}

/** Python's `str` of a value that is no list and no mapping. */
export function pythonText(value: PythonValue | undefined): string {
  if (value === null || value === undefined) {
    return "None";
  }
  if (typeof value === "boolean") {
    return value ? "True" : "False";
  }
  return typeof value === "object" && "text" in value ? value.text : String(value);
}

/** Whether Python takes a value for true. */
export function isTruthy(value: PythonValue | undefined): boolean {
  return value instanceof Map
    ? value.size > 0
    : Array.isArray(value)
      ? value.length > 0
      : value instanceof PythonNumber || Boolean(value);
}
