import { isNull, type Mapping, type Value } from "./yaml";

/** Keys below `auth` that the OpenStack provider reads. */
export const AUTH_KEYS = [
  "auth_url",
  "token",
  "username",
  "user_id",
  "password",
  "application_credential_id",
  "application_credential_name",
  "application_credential_secret",
  "system_scope",
  "project_name",
  "project_id",
  "user_domain_name",
  "user_domain_id",
  "project_domain_name",
  "project_domain_id",
  "domain_name",
  "domain_id",
  "default_domain",
] as const;

/** Keys of a cloud with a text that the OpenStack provider reads. */
const CLOUD_KEYS = [
  "cloud",
  "profile",
  "auth_type",
  "region_name",
  "identity_api_version",
  "cacert",
  "cert",
  "key",
] as const;

/** Keys of a cloud whose type the OpenStack provider checks, although it does not use them. */
const UNUSED_KEYS = ["interface", "endpoint_type", "volume_api_version"] as const;

/** The object `auth`. An empty text is a missing value, as for the provider. */
export type Auth = { readonly [Key in (typeof AUTH_KEYS)[number]]?: string };

/** A cloud in clouds.yaml, as the OpenStack provider reads it (gophercloud/utils, clientconfig). */
export type Entry = { readonly [Key in (typeof CLOUD_KEYS)[number]]?: string } & {
  readonly auth?: Auth;
  readonly verify?: boolean;
  readonly regions: readonly Region[];
};

export interface Region {
  readonly name: string;
  readonly values: Entry;
}

/** @throws if a value has another type than the provider expects. The message has the place, and not the value. */
export function parseClouds(file: string, section: string, root: Value | undefined): Map<string, Entry> {
  const clouds = mappingOf(file, root, "the file")?.get(section);
  return new Map(
    [...(mappingOf(file, clouds, section) ?? [])].map(([name, value]) => [
      name,
      parseEntry(file, value, `${section}.${name}`),
    ]),
  );
}

function parseEntry(file: string, value: Value | undefined, place: string): Entry {
  const entries = mappingOf(file, value, place) ?? new Map<string, Value>();
  const auth = mappingOf(file, entries.get("auth"), `${place}.auth`);
  readTexts(file, entries, UNUSED_KEYS, place);
  if (auth !== undefined) {
    readBoolean(file, auth, "allow_reauth", `${place}.auth`);
  }
  return {
    ...readTexts(file, entries, CLOUD_KEYS, place),
    ...(auth === undefined ? {} : { auth: readTexts(file, auth, AUTH_KEYS, `${place}.auth`) }),
    ...readBoolean(file, entries, "verify", place),
    regions: readRegions(file, entries.get("regions"), `${place}.regions`),
  };
}

function readRegions(file: string, value: Value | undefined, place: string): Region[] {
  if (value === undefined || isNull(value)) {
    return [];
  }
  if (value.kind !== "sequence") {
    throw new Error(`${file}: ${place} must be a list: write it as [RegionOne, RegionTwo].`);
  }
  return value.items.map((item) => {
    if (item.kind === "scalar") {
      return { name: item.text, values: { regions: [] } };
    }
    const entries = mappingOf(file, item, place) ?? new Map<string, Value>();
    const { name = "" } = readTexts(file, entries, ["name"], place);
    return { name, values: parseEntry(file, entries.get("values"), `${place}.values`) };
  });
}

function mappingOf(file: string, value: Value | undefined, place: string): Mapping["entries"] | undefined {
  if (value === undefined || isNull(value)) {
    return undefined;
  }
  if (value.kind !== "mapping") {
    throw new Error(`${file}: ${place} must be a mapping of keys to values: correct its indentation.`);
  }
  return value.entries;
}

/** Reads texts as they are written: digits, dates and words such as yes keep their form. */
function readTexts<Key extends string>(
  file: string,
  entries: Mapping["entries"],
  keys: readonly Key[],
  place: string,
): { [Name in Key]?: string } {
  const texts: { [Name in Key]?: string } = {};
  for (const key of keys) {
    const value = entries.get(key);
    if (value !== undefined && value.kind !== "scalar") {
      throw new Error(`${file}: ${place}.${key} must be one text, and is a ${value.kind}: correct it.`);
    }
    if (value !== undefined && !isNull(value) && value.text !== "") {
      texts[key] = value.text;
    }
  }
  return texts;
}

const TRUE = /^(y|Y|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|off|Off|OFF)$/;

function readBoolean<Key extends string>(
  file: string,
  entries: Mapping["entries"],
  key: Key,
  place: string,
): { [Name in Key]?: boolean } {
  const value = entries.get(key);
  if (value === undefined || isNull(value)) {
    return {};
  }
  const { text, isPlain } = value.kind === "scalar" ? value : { text: "", isPlain: false };
  const isTrue = TRUE.test(text) || (isPlain && /^(true|True|TRUE)$/.test(text));
  if (!isTrue && !FALSE.test(text) && !(isPlain && /^(false|False|FALSE)$/.test(text))) {
    throw new Error(`${file}: ${place}.${key} must be true or false, without quotes: correct it.`);
  }
  return { [key]: isTrue } as { [Name in Key]?: boolean };
}

/**
 * Merges two entries as the provider does: a value of `entry` overrides the value of `base`, except an empty text and
 * `verify: false`.
 */
export function mergeEntries(base: Entry, entry: Entry): Entry {
  const verify = entry.verify === true ? true : (base.verify ?? entry.verify);
  const auth =
    entry.auth === undefined && base.auth === undefined ? undefined : { ...base.auth, ...entry.auth };
  return {
    ...base,
    ...entry,
    ...(auth === undefined ? {} : { auth }),
    ...(verify === undefined ? {} : { verify }),
    regions: [...entry.regions, ...base.regions],
  };
}

/** @throws if the credentials lack a value */
export function requireValue(auth: Auth, key: keyof Auth): string {
  const value = auth[key] ?? "";
  if (value === "") {
    throw new Error(
      `The credentials have no ${key}: set it in the cloud's entry in clouds.yaml and set OS_CLOUD, or set OS_${key.toUpperCase()}.`,
    );
  }
  return value;
}
