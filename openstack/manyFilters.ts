/**
 * Longest query of a request, in characters. Apache and nginx refuse a request line of more than 8 KiB in their default
 * configuration (LimitRequestLine, large_client_header_buffers), and eventlet one of more than 16 KiB.
 */
const LONGEST_QUERY = 4000;

/**
 * Lists what matches one of many filters, each once, with as many requests as it takes to keep each URL short. Without filters
 * there is nothing to match, and no request.
 * @param list reads all pages of a list of Neutron
 * @param path such as `/ports`
 * @param fields further parameters of each request, such as `fields=id`. They must include the id. @default none
 */
export async function listMatching<T extends { readonly id: string }>(
  list: (path: string) => Promise<T[]>,
  path: string,
  filters: readonly (readonly [key: string, value: string])[],
  fields?: string,
): Promise<T[]> {
  const found = await Promise.all(
    queriesOf(filters).map((query) => list(`${path}?${fields === undefined ? query : `${query}&${fields}`}`)),
  );
  return [...new Map(found.flat().map((one) => [one.id, one])).values()];
}

function queriesOf(filters: readonly (readonly [key: string, value: string])[]): string[] {
  const queries: string[] = [];
  for (const [key, value] of filters) {
    const parameter = new URLSearchParams({ [key]: value }).toString();
    const last = queries.pop();
    if (last === undefined) {
      queries.push(parameter);
    } else if (last.length + parameter.length < LONGEST_QUERY) {
      queries.push(`${last}&${parameter}`);
    } else {
      queries.push(last, parameter);
    }
  }
  return queries;
}
