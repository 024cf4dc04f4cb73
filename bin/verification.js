// A deployment runs this program to verify a VNF: require("cpnr/verification") (components/bondVerification.ts).
require("./register");
require("../cli/verifyDeployment");
