import { gunzipSync } from "node:zlib";

/** Bytes to which compressed user data may grow. Nova takes 64 KiB, and no cloud-config is a hundred times larger. */
const LIMIT = 8 * 1024 * 1024;

/** User data is compressed and encoded, holds MIME parts that are encoded, and these hold files that are encoded. */
const DEPTH = 4;

/** A text in base64, possibly over several lines, which is long enough for a key or a hash. */
const BASE64 = /[A-Za-z0-9+/]{24}[A-Za-z0-9+/\r\n]*={0,2}/g;

/** Lists the texts in user data: itself, and what is encoded (base64) or compressed (gzip) in it. */
export function listTexts(userData: string, depth = DEPTH): string[] {
  const encoded = depth === 0 ? [] : (userData.match(BASE64) ?? []);
  return [userData, ...encoded.flatMap((text) => listTexts(decode(text), depth - 1))];
}

function decode(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMIT }).toString("latin1");
  } catch {
    // It is not compressed.
    return bytes.toString("latin1");
  }
}
