// What a deployment runs to verify a VNF (components/bondVerification.ts): require("cpnr/verification").
require("./register");
require("../cli/verifyDeployment");
