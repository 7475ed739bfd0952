/* Which screens are there beside those that set up and unlock (main.js)? One line each. */

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
