import { hostileGuest } from "./hostile";
import { killedAtRandomMoments } from "./killedDeployment";

// What takes too long for the suite of each change: `make test-long`.
describe("a hostile guest", hostileGuest);
describe("a deployment killed at a random moment", killedAtRandomMoments);
