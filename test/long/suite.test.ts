import { failoverDrill } from "../lab/drill";
import { hostileGuest } from "./hostile";
import { hour } from "./hour";
import { interruptedDrill } from "./interruptedDrill";
import { killedAtEachMoment } from "./killedDeployment";

/** Cuts of each drill. */
const MANY_CUTS = 20;

// What takes too long for the suite of each change: `make test-long`.
describe("the failover drill", () => failoverDrill(MANY_CUTS));
describe("an interrupted drill", interruptedDrill);
describe("a hostile guest", hostileGuest);
describe("a deployment killed", killedAtEachMoment);
describe("an hour", hour);
