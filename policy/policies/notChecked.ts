import type { StackValidationPolicy } from "@pulumi/policy";
import type { Unseen } from "../unseen";

/** Tells what the other policies could not check. It must be the last policy of the pack. */
export function notChecked(notes: Unseen): StackValidationPolicy {
  return {
    name: "not-checked",
    description: "Each policy can see what it checks.",
    enforcementLevel: "advisory",
    validateStack: (_args, reportViolation) => {
      for (const sentence of notes.takeSentences()) {
        reportViolation(sentence);
      }
    },
  };
}
