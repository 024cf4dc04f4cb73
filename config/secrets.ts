/** The keys of the stack's configuration that hold secrets, and what each holds. */
export const secretKeys: Readonly<Record<string, string>> = {
  keys: "The login key and each VNF's host key. `make keys` makes them.",
  passwordHashes:
    "Hashes of passwords for the console, by the user's name: `pulumi config set --secret --path 'cpnr:passwordHashes.<user>'`.",
};

/** A hash of crypt(5): `$id$`, one to three fields of options and salt, the hash. bcrypt's salt and hash are one. */
const HASH = /\$(?:(?:1|5|6|7|y|gy)\$(?:[\w./=,]+\$){1,3}[./A-Za-z0-9]{22}|2[abxy]\$\d\d\$[./A-Za-z0-9]{53})/;

/** What kind of secret `text` seems to hold: a private key, or a password's hash as crypt(5) writes it. */
export function secretIn(text: string): string | undefined {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text)) {
    return "a private key";
  }
  return HASH.test(text) ? "a password's hash" : undefined;
}
