import { z } from "zod";
import { line } from "./primitives";

/** A key's type, and its key in base64 (RFC 4253, section 6.6). */
interface PublicKey {
  readonly type: string;
  readonly base64: string;
  /** Text before the type: the host of known_hosts, or the options of authorized_keys. */
  readonly before: string;
}

/** The types of OpenSSH, without certificates (`ssh -Q key-plain`). */
const TYPE =
  /^(ssh-ed25519|ssh-rsa|ssh-dss|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)$/;

/** Finds the key in a line of OpenSSH. undefined if there is none, or it is damaged. */
function findKey(text: string): PublicKey | undefined {
  const words = text.trim().split(/[ \t]+/);
  const position = words.findIndex((word) => TYPE.test(word));
  const [type, base64] = words.slice(position);
  return position >= 0 && type !== undefined && base64 !== undefined && isKeyOf(type, base64)
    ? { type, base64, before: words.slice(0, position).join(" ") }
    : undefined;
}

/** Whether the base64 text is a key of the type: length-prefixed strings, the first of which is the type. */
function isKeyOf(type: string, base64: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    return false;
  }
  const fields = stringsIn(Buffer.from(base64, "base64"));
  return (
    fields !== undefined &&
    fields.length > 1 &&
    fields.every(({ length }) => length > 0) &&
    fields[0]?.toString("latin1") === type &&
    (type !== "ssh-ed25519" || fields[1]?.length === 32)
  );
}

/** Splits a key into its strings. undefined if it has another length than they say. */
function stringsIn(key: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let start = 0;
  while (start < key.length) {
    const end = start + 4 <= key.length ? start + 4 + key.readUInt32BE(start) : Number.POSITIVE_INFINITY;
    if (end > key.length) {
      return undefined;
    }
    fields.push(key.subarray(start + 4, end));
    start = end;
  }
  return fields;
}

/** An OpenSSH public key, as a line of authorized_keys, with or without options and a comment. */
export const authorizedKey = line.refine(
  (text) => findKey(text) !== undefined,
  "must be an OpenSSH public key, such as the line in ~/.ssh/id_ed25519.pub",
);

/** A public host key. A whole line of ssh-keyscan or known_hosts is accepted; its host is left out. */
export const hostKey = z
  .string()
  .trim()
  .refine((text) => {
    const key = findKey(text);
    return key !== undefined && /^[^\s@]*$/.test(key.before) && !text.includes("\n");
  }, "must be an OpenSSH public host key: one line of ssh-keyscan")
  .overwrite((text) => {
    const key = findKey(text);
    return key === undefined ? text : `${key.type} ${key.base64}`;
  });
