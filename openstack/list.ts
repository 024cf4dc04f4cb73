import type { Cloud, GetOptions, Service } from "./cloud";

/** Body of a response. The list is below a key such as `servers`. */
export type Body = Readonly<Record<string, unknown>>;

/** Maximum number of pages of a list. Services return 1000 entries in a page, or as many as their configuration allows. */
const MAX_PAGES = 1000;

/**
 * Reads all pages of a list, for example `/servers/detail`.
 * @param key key of the list in the response, such as `servers`
 * @throws as {@link Cloud.get} does, or if the pages have no end
 */
export async function list<T>(
  cloud: Cloud,
  service: Service,
  path: string,
  key: string,
  options: GetOptions = {},
): Promise<T[]> {
  return listPages<T>((page) => cloud.get<Body>(service, page, options), service, path, key);
}

/**
 * Reads all pages of a list with `getPage`. Nova and Neutron put the link to the next page into `<key>_links`, Glance into
 * `next`. Only the query of a link is used, on the same path of the same endpoint: the token is never sent to another address,
 * and links of a service behind a TLS proxy, which begin with http, still work.
 */
export async function listPages<T>(
  getPage: (path: string) => Promise<Body>,
  service: Service,
  path: string,
  key: string,
): Promise<T[]> {
  const all: T[] = [];
  const visited = new Set<string>();
  let page: string | undefined = path;
  while (page !== undefined) {
    if (visited.has(page) || visited.size === MAX_PAGES) {
      throw new Error(
        `the pages of ${key} of the ${service} service have no end (${visited.size} pages were read)`,
      );
    }
    visited.add(page);
    const body = await getPage(page);
    const entries = body[key];
    if (!Array.isArray(entries)) {
      throw new Error(`the response of the ${service} service has no "${key}"`);
    }
    for (const entry of entries) {
      all.push(entry);
    }
    page = nextPage(body, key, path);
  }
  return all;
}

/** Returns the path of the next page. undefined if this page is the last one. */
function nextPage(body: Body, key: string, path: string): string | undefined {
  const links = body[`${key}_links`];
  const nextLink = Array.isArray(links) ? links.find((each) => each?.rel === "next") : undefined;
  const link = nextLink === undefined ? body.next : String(nextLink.href);
  if (typeof link !== "string") {
    return undefined;
  }
  const [pathname = "", query] = path.split("?");
  const target = URL.canParse(link, "http://cloud") ? new URL(link, "http://cloud") : undefined;
  if (target === undefined || !target.pathname.endsWith(pathname)) {
    throw new Error(`the link to the next page of ${key} leads to another resource`);
  }
  // Some releases drop filters from the link.
  const parameters = new URLSearchParams(query);
  for (const name of new Set(target.searchParams.keys())) {
    parameters.delete(name);
    for (const value of target.searchParams.getAll(name)) {
      parameters.append(name, value);
    }
  }
  return `${pathname}?${parameters}`;
}
