import { deployment } from "./deployment";
import { destruction } from "./destruction";
import { drift } from "./drift";
import { failoverDrill } from "./drill";
import { faults } from "./faults";
import { fourVnfs } from "./fourVnfs";
import { healing } from "./heal";
import { interruptedDrill } from "./interruptedDrill";
import { preflight } from "./preflight";
import { uplinkTrap } from "./uplinkTrap";
import { variants } from "./variants";
import { verification } from "./verification";
import { wrongNetworks } from "./wrongNetworks";

// One deployment serves all, so the order is part of the suite: what breaks the VNF comes after what needs it whole.
describe("the lab's stack", deployment);
describe("the failover drill", failoverDrill);
describe("an interrupted drill", interruptedDrill);
describe("a pulled cable, where propagate_uplink_status is off", uplinkTrap);
describe("verification", verification);
describe("heal", healing);
describe("four VNFs", fourVnfs);
describe("variants of the VNF", variants);
describe("VNFs in wrong networks", wrongNetworks);
describe("drift", drift);
describe("preflight", preflight);
describe("a deployment that can't work", faults);
describe("destroy", destruction);
