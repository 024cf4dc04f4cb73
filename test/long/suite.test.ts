import { hostileGuest } from "./hostile";
import { hour } from "./hour";
import { interruptedDrill } from "./interruptedDrill";
import { killedAtEachMoment } from "./killedDeployment";

// What takes too long for the suite of each change: `make test-long`.
describe("an interrupted drill", interruptedDrill);
describe("a hostile guest", hostileGuest);
describe("a deployment killed", killedAtEachMoment);
describe("an hour", hour);
