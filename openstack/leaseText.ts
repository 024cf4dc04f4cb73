/** A lease as written into the description of a port. */
export interface LeaseRecord {
  /** Unique for each lease that was taken. */
  readonly id: string;
  /** Who holds the lease, in words, such as `ops@jump1: cpnr heal --watch`. */
  readonly holder: string;
  /** When the lease was taken, by the cloud's clock. */
  readonly since: Date;
  /** When the lease ends, by the cloud's clock. */
  readonly until: Date;
}

/** Neutron's limit for a description, in characters. */
const MAX_LENGTH = 255;

const PATTERN = /(?:^| )lease=(\S*) id=(\S+) since=(\S+) until=(\S+)$/;

/**
 * Splits the description of a port into the text before the lease, such as the mark of the stack, and the lease.
 * @returns no lease if there is none, or if its times can't be read
 */
export function parseDescription(description: string): {
  readonly mark: string;
  readonly lease?: LeaseRecord;
} {
  const match = description.match(PATTERN);
  if (match === null) {
    return { mark: description };
  }
  const [, holder = "", id = "", since = "", until = ""] = match;
  const mark = description.slice(0, match.index);
  const lease = { id, holder: decodeHolder(holder), since: new Date(since), until: new Date(until) };
  const hasTimes = [lease.since, lease.until].every((time) => !Number.isNaN(time.getTime()));
  return hasTimes ? { mark, lease } : { mark };
}

/**
 * Writes a description with a lease after the mark. Long words of the holder are cut.
 * @returns undefined if the mark leaves no room for a lease
 */
export function formatDescription(
  mark: string,
  { id, holder, since, until }: LeaseRecord,
): string | undefined {
  const rest = ` id=${id} since=${formatTime(since)} until=${formatTime(until)}`;
  const start = mark === "" ? "lease=" : `${mark} lease=`;
  const room = MAX_LENGTH - start.length - rest.length;
  if (room < 1) {
    return undefined;
  }
  const characters = [...holder];
  while (encodeHolder(characters.join("")).length > room) {
    characters.pop();
  }
  return start + encodeHolder(characters.join("")) + rest;
}

/** Formats a time in ISO 8601 without milliseconds: the header Date has none. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Encodes words so that they have no space and stay readable in `openstack port show`. */
function encodeHolder(words: string): string {
  return encodeURIComponent(words.replace(/\p{Cs}/gu, "?"))
    .replaceAll("%20", "+")
    .replace(/%(40|3A|2F|2C)/g, (encoded) => decodeURIComponent(encoded));
}

function decodeHolder(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    return encoded;
  }
}
