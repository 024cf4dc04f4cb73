import { isDeepStrictEqual } from "node:util";
import type { Difference } from "../../../openstack/credentials/differences";
import type { Reference } from "./readers";

/** Lists the settings that the two references read in another way. `all`: openstacksdk can't read the case. */
export function differingSettings(provider: Reference, sdk: Reference): Difference["setting"][] {
  if (sdk.error !== undefined) {
    return ["all"];
  }
  const isSameUser = isDeepStrictEqual(userOf(provider), userOf(sdk));
  const differs: Readonly<Record<Exclude<Difference["setting"], "all">, boolean>> = {
    auth_url: provider.url !== sdk.url,
    project: !isDeepStrictEqual(projectOf(provider), projectOf(sdk)),
    region: !isDeepStrictEqual([provider.region], sdk.region),
    user: !isSameUser,
    secret: isSameUser && secretOf(provider) !== secretOf(sdk),
    interface: !isDeepStrictEqual(
      [provider.interface],
      [sdk.interface].flat().map((value) => value.replace(/URL$/, "")),
    ),
    endpoints: Object.keys(sdk.endpoints ?? {}).length > 0,
    verify: provider.verify !== sdk.verify,
    cacert: (provider.verify || sdk.verify) && provider.cacert !== sdk.cacert,
    cert: provider.cert !== sdk.cert || provider.key !== sdk.key,
  };
  return (Object.keys(differs) as (keyof typeof differs)[]).filter((setting) => differs[setting]).sort();
}

/** An application credential without a scope has a project of its own. */
function projectOf({ auth: { identity, scope } }: Reference): unknown {
  return scope ?? (identity.application_credential === undefined ? "default" : "application credential");
}

function userOf({ auth: { identity } }: Reference): unknown {
  const { methods, password, application_credential } = identity;
  return {
    methods,
    user: { ...password?.user, password: undefined },
    credential: { ...application_credential, secret: undefined },
  };
}

function secretOf({ auth: { identity } }: Reference): unknown {
  const { password, token, application_credential } = identity;
  return password?.user.password ?? token?.id ?? application_credential?.secret ?? null;
}
