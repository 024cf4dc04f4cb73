import { Refusal } from "./refusal";

/** What a flavor asks for. `specs` are its extra specs. */
export interface FlavorRequest {
  readonly vcpus: number;
  /** In MiB. */
  readonly ram: number;
  readonly specs: Readonly<Record<string, string>>;
}

/** Properties of an image, such as hw_mem_page_size. */
export type ImageProperties = Readonly<Record<string, unknown>>;

/** The text of a property. undefined if it is missing or empty. */
export function textOf(value: unknown): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

/** A switch of an extra spec or a property, as oslo.utils reads it. undefined if it is missing. */
export function switchOf(value: unknown): boolean | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : /^\s*(1|t|true|on|y|yes)\s*$/i.test(text);
}

/**
 * A setting that a flavor and an image may both have, with one value.
 * @param key such as `hw:tpm_version`, which is hw_tpm_version in an image
 * @throws {Refusal} if the values differ, or if it is none of `choices`
 */
export function sharedSetting(
  key: string,
  choices: readonly string[],
  { specs }: Pick<FlavorRequest, "specs">,
  image: ImageProperties,
): string | undefined {
  const property = key.replace(":", "_");
  const [flavor, other] = [textOf(specs[key]), textOf(image[property])];
  if (flavor !== undefined && other !== undefined && flavor !== other) {
    throw new Refusal(`the flavor has ${key} ${flavor}, but the image ${property} ${other}`);
  }
  const value = flavor ?? other;
  if (value !== undefined && !choices.includes(value)) {
    throw new Refusal(`${key} is ${value}, but must be one of ${choices.join(", ")}`);
  }
  return value;
}

/**
 * A switch that a flavor and an image may both have, with one value. undefined if nobody has it.
 * @throws {Refusal} if the values differ
 */
export function sharedSwitch(
  key: string,
  { specs }: Pick<FlavorRequest, "specs">,
  image: ImageProperties,
): boolean | undefined {
  const property = key.replace(":", "_");
  const [flavor, other] = [switchOf(specs[key]), switchOf(image[property])];
  if (flavor !== undefined && other !== undefined && flavor !== other) {
    throw new Refusal(`the flavor has ${key} ${specs[key]}, but the image ${property} ${image[property]}`);
  }
  return flavor ?? other;
}

/** Parses a list of CPUs, such as `0-3,^2`, as Nova does. @throws {Refusal} if it is none */
export function parseCpus(text: string): Set<number> {
  const included = new Set<number>();
  const excluded = new Set<number>();
  for (const rule of text.split(",").map((each) => each.trim())) {
    if (rule === "") {
      continue;
    }
    const match = /^(\^)?\s*(\d+)(?:\s*-\s*(\d+))?$/.exec(rule);
    const [, not, first, last = first] = match ?? [];
    if (match === null || Number(first) > Number(last)) {
      throw new Refusal(`${text} is no list of CPUs`);
    }
    for (let cpu = Number(first); cpu <= Number(last); cpu += 1) {
      (not === undefined ? included : excluded).add(cpu);
    }
  }
  return new Set([...included].filter((cpu) => !excluded.has(cpu)));
}
