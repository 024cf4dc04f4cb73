import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { openstack, runOpenstack } from "../../lab/client/commands";
import { ApiCounter, countedUrl } from "./apiCounter";

const REGION = "Counted";

interface Endpoint {
  readonly Region: string;
  readonly Interface: string;
  readonly "Service Name": string;
  readonly URL: string;
}

/** A second region of the lab: the same cloud, but each request to its endpoints is counted. */
export class CountedRegion {
  private constructor(
    readonly counter: ApiCounter,
    private readonly folder: string,
  ) {}

  /** Starts the counter, and registers the region in Keystone if it is not there. */
  static async start(): Promise<CountedRegion> {
    const all = await openstack<Endpoint[]>("endpoint", "list", "--interface", "public");
    const real = all.filter(({ Region }) => Region !== REGION);
    const counter = await ApiCounter.start(real.map(({ URL: url }) => Number(new URL(url).port)));
    const folder = mkdtempSync(join(tmpdir(), "cpnr-peers-"));
    const region = new CountedRegion(counter, folder);
    try {
      for (const { "Service Name": service, URL: url } of all.length > real.length ? [] : real) {
        await runOpenstack("endpoint", "create", "--region", REGION, service, "public", countedUrl(url));
      }
      region.#writeCredentials();
      return region;
    } catch (error) {
      region.stop();
      throw error;
    }
  }

  /** The environment of programs that use this region. */
  get env(): NodeJS.ProcessEnv {
    return { OS_CLIENT_CONFIG_FILE: join(this.folder, "clouds.yaml") };
  }

  stop(): void {
    this.counter.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Writes the lab's clouds.yaml, with this region. */
  #writeCredentials(): void {
    const content = parse(readFileSync(process.env.OS_CLIENT_CONFIG_FILE as string, "utf8"));
    const cloud = content.clouds[process.env.OS_CLOUD as string];
    cloud.region_name = REGION;
    cloud.auth.auth_url = countedUrl(cloud.auth.auth_url);
    writeFileSync(this.env.OS_CLIENT_CONFIG_FILE as string, stringify(content), { mode: 0o600 });
  }
}
