// The editor's own script: every form of its screen works without it, by a page that comes again.
import * as drag from "./drag.js";
import * as live from "./live.js";
import * as once from "./once.js";
import * as presence from "./presence.js";
import * as screen from "./screen.js";

for (const part of [screen, live, drag, once, presence]) part.start(document);
