import Ajv, { type ValidateFunction } from "ajv";
import description from "./github.openapi.json";

type Schema = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly requestBody?: { readonly required?: boolean };
  readonly responses: Readonly<Record<string, object>>;
}

/** An operation of GitHub's API that a request asks for. */
export interface Matched {
  readonly id: string;
  /** Parameters of the path, such as `comment_id`. */
  readonly path: Readonly<Record<string, string>>;
  /** What is wrong with the request, as GitHub's description says. Empty if nothing is. */
  readonly faults: readonly string[];
  /** What is wrong with a response. */
  readonly judgeResponse: (status: number, body: unknown) => readonly string[];
}

const document = withNull(description) as typeof description;
const paths = document.paths as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const ajv = new Ajv({ strict: false, coerceTypes: true, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: "github", ...(document as object) });

/** Finds the operation of a request and judges the request by GitHub's OpenAPI description. undefined if there is none. */
export function matchOperation(method: string, url: string, body: unknown): Matched | undefined {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  for (const [template, operations] of Object.entries(paths)) {
    const operation = operations[method.toLowerCase()];
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    const match = new RegExp(`^${template.replaceAll(/\{\w+\}/g, "([^/]+)")}$`).exec(pathname);
    if (operation !== undefined && match !== null) {
      const path = Object.fromEntries(
        names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]),
      );
      const place = `#/paths/${template.replaceAll("/", "~1")}/${method.toLowerCase()}`;
      return {
        id: operation.operationId,
        path,
        faults: [
          ...parameterFaults(operation, place, { ...Object.fromEntries(searchParams), ...path }),
          ...(operation.requestBody === undefined
            ? []
            : faultsOf(`${place}/requestBody/content/application~1json/schema`, body ?? {}, "body")),
        ],
        judgeResponse: (status, response) =>
          operation.responses[status] === undefined
            ? [`status ${status} is no success of ${operation.operationId}`]
            : faultsOf(`${place}/responses/${status}/content/application~1json/schema`, response, "response"),
      };
    }
  }
  return undefined;
}

/** Every parameter of a request must exist and have the right type. */
function parameterFaults(
  operation: Operation,
  place: string,
  given: Readonly<Record<string, string>>,
): string[] {
  const known = (operation.parameters ?? []).map((parameter, index) => {
    const name = (parameter.$ref ?? "").split("/").at(-1) as keyof typeof document.components.parameters;
    const resolved = parameter.$ref === undefined ? parameter : document.components.parameters[name];
    return {
      name: resolved.name as string,
      schema:
        parameter.$ref === undefined
          ? `${place}/parameters/${index}/schema`
          : `#/components/parameters/${name}/schema`,
    };
  });
  return Object.entries(given).flatMap(([name, value]) => {
    const found = known.find((parameter) => parameter.name === name);
    return found === undefined ? [`unknown parameter ${name}`] : faultsOf(found.schema, value, name);
  });
}

const validators = new Map<string, ValidateFunction>();

function faultsOf(place: string, value: unknown, name: string): string[] {
  const validate =
    validators.get(place) ??
    ajv.compile({ $ref: `github${place.replaceAll("{", "%7B").replaceAll("}", "%7D")}` });
  validators.set(place, validate);
  // The value can be changed by the coercion of its type.
  return validate(structuredClone(value))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
}

/** Rewrites OpenAPI's `nullable` without a type, which JSON Schema does not have. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withNull);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withNull(part)]),
  ) as Schema;
  if (schema.nullable !== true || typeof schema.type === "string") {
    return schema;
  }
  const { nullable: _, ...rest } = schema;
  return { anyOf: [rest, { type: "null" }] };
}
