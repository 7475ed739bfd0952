/* Which screens are there? One line each. */

import "./enrol.js";
import "./unlock.js";
import "./settings.js";
import "./items.js";
import "./rescue.js";

import "./today.js";
import "./visit.js";
import "./find.js";
import "./place.js";
import "./commitment.js";
import "./register.js";
import "./unplanned.js";
