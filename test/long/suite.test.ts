import { failoverDrill } from "../lab/drill";
import { healingByRedeployment, healingOfShutOff } from "../lab/heal";
import { nightlyRun, nightlyRunWithoutVf } from "../lab/nightlyRun";
import { BRANCHES, pullRequest } from "../lab/pullRequest";
import { verificationOfEveryFault } from "../lab/verification";
import { brokenCloud } from "./brokenCloud";
import { fleet } from "./fleet";
import { hostileGuest } from "./hostile";
import { hour } from "./hour";
import { interruptedDrill } from "./interruptedDrill";
import { interruptions } from "./interruptions";
import { killedAtEachMoment } from "./killedDeployment";
import { orphans } from "./orphans";
import { wrongNetworks } from "./wrongNetworks";

/** Cuts of each drill. */
const MANY_CUTS = 20;

/** Looks at an untouched stack. */
const MANY_LOOKS = 10;

// What takes too long for the suite of each change: `make test-long`.
describe("the failover drill", () => failoverDrill(MANY_CUTS));
describe("an interrupted drill", interruptedDrill);
describe("verification", verificationOfEveryFault);
describe("heal", () => {
  healingByRedeployment();
  healingOfShutOff();
});
describe("a fleet of VNFs", fleet);
describe("a hostile guest", hostileGuest);
describe("a deployment killed", killedAtEachMoment);
describe("a deployment", interruptions);
describe("a cloud", brokenCloud);
describe("orphans", orphans);
describe("VNFs in wrong networks", wrongNetworks);
describe("a pull request", () => pullRequest(BRANCHES));
describe("the nightly run", () => {
  nightlyRun(MANY_LOOKS);
  nightlyRunWithoutVf();
});
describe("an hour", hour);
