import type { Gap } from "../drill/measurement";

/** The time in ms in which no server answered: what the outages of all servers have in common. */
export function commonOutage(outages: readonly (readonly Gap[])[]): number {
  const [first = [], ...others] = outages;
  const common = others.reduce<readonly Gap[]>(
    (all, next) =>
      all.flatMap((one) =>
        next.flatMap((other) => {
          const begin = Math.max(one.begin, other.begin);
          const length = Math.min(one.begin + one.length, other.begin + other.length) - begin;
          return length > 0 ? [{ begin, length }] : [];
        }),
      ),
    first,
  );
  return Math.round(common.reduce((sum, { length }) => sum + length, 0));
}
