/* Which screens are there? One line each. */

import "./enrol.js";
import "./unlock.js";
import "./settings.js";
import "./items.js";
import "./rescue.js";
