import { BlockList, isIP } from "node:net";
import { SettingError } from "./errors";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the proxy for requests to `target`, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY. The rules are those of Go's net/http,
 * because the OpenStack provider uses it: the upper case name of a variable comes first, `localhost` and loopback addresses
 * need no proxy, and NO_PROXY is a list of hosts, domains, addresses and CIDRs, or `*`.
 * @returns undefined for a direct connection
 * @throws if the variable has no valid address. The message does not contain the value, which can have a password.
 */
export function proxyFor(target: URL, env: Environment = process.env): URL | undefined {
  const isTls = target.protocol === "https:";
  const name = isTls ? "HTTPS_PROXY" : "HTTP_PROXY";
  const value = readVariable(env, name);
  // In a CGI program, HTTP_PROXY is a header of the client.
  if (value === "" || (!isTls && env.REQUEST_METHOD) || !usesProxy(target, readVariable(env, "NO_PROXY"))) {
    return undefined;
  }
  return parseProxy(value, name);
}

function readVariable(env: Environment, name: string): string {
  return (env[name] || env[name.toLowerCase()] || "").trim();
}

function parseProxy(value: string, name: string): URL {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !["http:", "https:", "socks5:", "socks5h:"].includes(url.protocol)) {
    throw new SettingError(
      `${name} is not the address of a proxy: set it to http://<host>:<port> (https and socks5 also work), or unset it.`,
    );
  }
  return url;
}

/** Whether a request needs the proxy: the host is not on this machine, and no entry of NO_PROXY matches. */
function usesProxy(target: URL, noProxy: string): boolean {
  const host = target.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  if (host === "localhost" || matchesCidr(host, "127.0.0.0/8") || host === "::1") {
    return false;
  }
  const port = target.port || (target.protocol === "https:" ? "443" : "80");
  return !noProxy
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== "" && matches(host, port, entry));
}

function matches(host: string, port: string, entry: string): boolean {
  if (entry === "*") {
    return true;
  }
  if (entry.includes("/")) {
    return matchesCidr(host, entry);
  }
  const { name, port: entryPort } = splitPort(entry);
  if (entryPort !== undefined && entryPort !== port) {
    return false;
  }
  if (isIP(host) !== 0) {
    return matchesCidr(host, `${name}/${isIP(name) === 4 ? 32 : 128}`);
  }
  // ".example.org" and "*.example.org" mean subdomains only, "example.org" also means the domain itself.
  const domain = name.replace(/^\*\./, ".");
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

/** Splits an entry such as `cloud:5000`, `[2001:db8::1]:5000` or `2001:db8::1`. */
function splitPort(entry: string): { name: string; port?: string } {
  const [, name = entry, port] = isIP(entry) === 0 ? (entry.match(/^(.*?)(?::(\d+))?$/) ?? []) : [];
  return { name: name.replace(/^\[(.*)\]$/, "$1"), ...(port === undefined ? {} : { port }) };
}

function matchesCidr(host: string, cidr: string): boolean {
  const [address = "", length = ""] = cidr.split("/");
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  if (isIP(host) === 0 || isIP(address) === 0 || !/^\d+$/.test(length)) {
    return false;
  }
  if (Number(length) > (family === "ipv4" ? 32 : 128)) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(address, Number(length), family);
  return list.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}
