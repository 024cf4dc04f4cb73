import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { resourcePolicy, stackPolicy } from "./check";
import { antiAffinity } from "./policies/antiAffinity";
import { crossNumaServer } from "./policies/crossNumaServer";
import { directPort } from "./policies/directPort";
import { hostKey } from "./policies/hostKey";
import { notChecked } from "./policies/notChecked";
import { plainSecret } from "./policies/plainSecret";
import { protectedServer } from "./policies/protectedServer";
import { securityGroupRules } from "./policies/securityGroupRules";
import { virtualFunctions } from "./policies/virtualFunctions";
import { vlanOfPair } from "./policies/vlanOfPair";
import { Unseen } from "./unseen";

const notes = new Unseen();

/** The policies of the pack, in the order in which the engine runs them. */
export const policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[] = [
  resourcePolicy(directPort, notes),
  stackPolicy(crossNumaServer, notes),
  plainSecret(notes),
  resourcePolicy(hostKey, notes),
  stackPolicy(virtualFunctions, notes),
  resourcePolicy(protectedServer, notes),
  stackPolicy(securityGroupRules, notes),
  stackPolicy(antiAffinity, notes),
  stackPolicy(vlanOfPair, notes),
  notChecked(notes),
];
