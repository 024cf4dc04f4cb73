// The process that restores a VF if the drill that removed it can't (drill/keeper.ts).
require("./register");
require("../drill/keeperProgram").keep();
