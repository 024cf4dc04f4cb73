import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { homeOfUser } from "./credentials/files";
import { SettingError } from "./errors";

/** How to check the certificate of a server, and the certificate of this client. */
export interface Trust {
  /** Whether to check the certificate of the server. */
  readonly verify: boolean;
  /** File with the certificate authorities to trust instead of the system's, or their text in PEM. @default the system's */
  readonly cacert?: string;
  /** File with the certificate of this client, or its text in PEM. @default none */
  readonly cert?: string;
  /** File with the private key of `cert`, or its text in PEM. @default none */
  readonly key?: string;
}

/** Bundles of Linux distributions, in the order of Go's crypto/x509. The first one that exists is used. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Directories of certificates of Linux distributions. */
const DIRECTORIES = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the certificate authorities that the system trusts, as Go does for the OpenStack provider: SSL_CERT_FILE and
 * SSL_CERT_DIR, or the distribution's bundle.
 * @returns texts in PEM. The authorities of Node if the system has none.
 */
export function readSystemAuthorities(env: Environment = process.env): readonly string[] {
  const bundle = (env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : BUNDLES).map(tryRead).find((text) => text !== "");
  // The distribution's bundle has the same authorities as its directory. A file of the user does not.
  const isComplete = bundle !== undefined && !env.SSL_CERT_FILE;
  const directories = env.SSL_CERT_DIR ? env.SSL_CERT_DIR.split(":") : isComplete ? [] : DIRECTORIES;
  const texts = [bundle ?? "", ...directories.flatMap(readDirectory)].filter((text) =>
    text.includes("-----BEGIN"),
  );
  return texts.length > 0 ? texts : rootCertificates;
}

function readDirectory(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => tryRead(join(directory, name)));
  } catch {
    return [];
  }
}

/** Reads a file. Returns "" if that is not possible. */
function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * Creates the TLS settings of a client. They are created once, because reading the system's authorities takes 50 ms. As for the
 * OpenStack provider, `cacert` replaces the system's authorities.
 * @throws if `cacert`, `cert` or `key` can't be read or is not PEM
 */
export function createTlsContext({ cacert, cert, key }: Trust): SecureContext {
  const ca = cacert === undefined ? [...readSystemAuthorities()] : [readPem("cacert", cacert)];
  const client = {
    ...(cert === undefined ? {} : { cert: readPem("cert", cert) }),
    ...(key === undefined ? {} : { key: readPem("key", key) }),
  };
  try {
    return createSecureContext({ ca, ...client });
  } catch {
    const names = Object.entries({ cacert, cert, key }).filter(([, value]) => value !== undefined);
    throw new SettingError(
      `TLS can't use ${names.map(([name, value]) => describe(name, value as string)).join(", ") || "the system's certificate authorities"}: check that key belongs to cert and has no passphrase.`,
    );
  }
}

/** Reads PEM, or a file with it. OpenSSL ignores a file without PEM, so it is checked here. */
function readPem(name: string, value: string): string {
  const text = value.includes("-----BEGIN") ? value : readFile(name, value);
  if (!PEM_TYPES[name === "key" ? "key" : "cert"].test(text)) {
    throw new SettingError(
      `${describe(name, value)} has no ${name === "key" ? "private key" : "certificate"} in PEM: correct ${name} in clouds.yaml or OS_${name.toUpperCase()}.`,
    );
  }
  return text;
}

const PEM_TYPES = {
  cert: /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/,
  key: /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/,
};

function readFile(name: string, value: string): string {
  const file = value.replace(/^~(?=\/|$)/, homeOfUser());
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SettingError(
      `${describe(name, value)} can't be read (${(error as NodeJS.ErrnoException).code}): correct ${name} in clouds.yaml or OS_${name.toUpperCase()}.`,
    );
  }
}

function describe(name: string, value: string): string {
  return value.includes("-----BEGIN") ? `the text of ${name}` : `${name} "${value}"`;
}
