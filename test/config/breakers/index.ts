import { addressBreakers } from "./address";
import { bondBreakers } from "./bond";
import type { Breaker } from "./breaker";
import { guestBreakers } from "./guest";
import { networkBreakers } from "./network";
import { pairBreakers } from "./pair";

export type { Breaker } from "./breaker";

/** All breakers: at least one for each rule. */
export const breakers: readonly Breaker[] = [
  ...networkBreakers,
  ...addressBreakers,
  ...pairBreakers,
  ...bondBreakers,
  ...guestBreakers,
];
