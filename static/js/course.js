// One module a behaviour; every page works without them.
import "./theme-switch.js";
import "./answering.js";
import "./after-swap.js";
import "./copying.js";
import "./outline.js";
