import { Secret, UnknownValueError } from "@pulumi/policy";

/** A value that the engine does not know in a preview. */
export const UNKNOWN = Symbol("unknown");
/** A value that the program marked as a secret. Only the data of a remediation has this mark. */
export const SECRET = Symbol("secret");

/** The properties of a resource as plain data. A missing value and null are `undefined`. */
export type Data =
  | string
  | number
  | boolean
  | undefined
  | typeof UNKNOWN
  | typeof SECRET
  | readonly Data[]
  | { readonly [key: string]: Data };

/** Converts the properties that the SDK gives, which throw when an unknown value is read. */
export function toData(value: unknown): Data {
  if (Array.isArray(value)) {
    return Object.keys(value).map((index) => readProperty(value, index));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, readProperty(value, key)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}

function readProperty(object: object, key: string): Data {
  // A property that is read has no mark: the SDK's proxies take it away. They leave the descriptor as it is.
  if (Object.getOwnPropertyDescriptor(object, key)?.value instanceof Secret) {
    return SECRET;
  }
  try {
    return toData(Reflect.get(object, key));
  } catch (error) {
    if (error instanceof UnknownValueError) {
      return UNKNOWN;
    }
    throw error;
  }
}

/** The value at a path. It is UNKNOWN or SECRET if a value on the way is. */
export function valueAt(data: Data, ...path: readonly string[]): Data {
  const [key, ...rest] = path;
  if (key === undefined || typeof data === "symbol") {
    return data;
  }
  return typeof data === "object" && Object.hasOwn(data, key)
    ? valueAt((data as Readonly<Record<string, Data>>)[key], ...rest)
    : undefined;
}

/** The values of a list at a path. A missing list is empty. */
export function listAt(data: Data, ...path: readonly string[]): readonly Data[] | typeof UNKNOWN {
  const value = valueAt(data, ...path);
  if (value === UNKNOWN) {
    return UNKNOWN;
  }
  return Array.isArray(value) ? value : [];
}

/** Whether a list or text is given. An unknown value is given. */
export function isGiven(value: Data): boolean {
  return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}
