import { cloudAway } from "./cloudAway";
import { hostileGuest } from "./hostile";
import { hour } from "./hour";
import { killedAtEachMoment } from "./killedDeployment";

// What takes too long for the suite of each change: `make test-long`.
describe("a drill", cloudAway);
describe("a hostile guest", hostileGuest);
describe("a deployment killed", killedAtEachMoment);
describe("an hour", hour);
