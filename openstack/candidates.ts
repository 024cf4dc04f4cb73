import { ErrorResponse } from "./errors";
import { queryOf, type ResourceRequest, resourceRequestsOf, type ServerFlavor } from "./resourceRequest";
import type { AllocationCandidates, Flavor, Image } from "./resources";

/** Where Placement has the resources of a server of a flavor and an image. */
export interface Candidates {
  /** What the server asks for. */
  readonly request: ResourceRequest;
  readonly first: AllocationCandidates;
  /** Answer to Nova's second request, with shared CPUs (VCPU) instead of dedicated ones (PCPU). @default Nova sends none */
  readonly second?: AllocationCandidates | undefined;
  /** Why Placement refuses the request, such as a trait that it does not know. Nova then finds no host. @default it answers */
  readonly refused?: string | undefined;
}

const NONE: AllocationCandidates = { allocation_requests: [], provider_summaries: {} };

/**
 * Asks Placement what Nova's scheduler asks: once, and for a policy of dedicated CPUs once more (nova/scheduler/manager.py, the
 * fallback for hosts without PCPU).
 * @param image the server's image. @default the request is that of an image without properties
 * @param read sends the query to Placement
 * @throws if Nova refuses the flavor with the image, or asks for resources that only Cyborg knows
 */
export async function requestCandidates(
  flavor: ServerFlavor,
  image: Image | undefined,
  read: (query: string) => Promise<AllocationCandidates>,
): Promise<Candidates> {
  const requests = resourceRequestsOf(flavor, image);
  if ("refused" in requests) {
    throw new Error(`Nova refuses the flavor with the image: ${requests.refused}`);
  }
  if (flavor.specs["accel:device_profile"]) {
    throw new Error("the flavor asks for accelerators (accel:device_profile), which only Cyborg knows");
  }
  const [request, fallback] = requests;
  const [first, second] = await Promise.all([
    unlessRefused(read(queryOf(request))),
    fallback && unlessRefused(read(queryOf(fallback))),
  ]);
  const answerTo = (answer: AllocationCandidates | Refused) => ("refused" in answer ? NONE : answer);
  return {
    request,
    first: answerTo(first),
    second: second && answerTo(second),
    refused: "refused" in first ? first.refused : undefined,
  };
}

interface Refused {
  readonly refused: string;
}

async function unlessRefused(answer: Promise<AllocationCandidates>): Promise<AllocationCandidates | Refused> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ErrorResponse && error.status === 400) {
      return { refused: error.message };
    }
    throw error;
  }
}

/** A flavor of Nova, as a server asks for it. @throws if these credentials do not see its extra specs */
export function serverFlavorOf(flavor: Flavor): ServerFlavor {
  if (flavor.extra_specs === undefined) {
    throw new Error("Nova does not show the extra specs of the flavor to these credentials");
  }
  return {
    ...flavor,
    ephemeral: flavor["OS-FLV-EXT-DATA:ephemeral"],
    swap: Number(flavor.swap ?? 0),
    specs: flavor.extra_specs,
  };
}
