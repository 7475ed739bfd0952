/* How does the app begin? Texts, store, the screen that unlocks, sync, worker; then all other screens. */

import { allScreensAreHere, onOpen, start } from "./app.js";
import { startFrame } from "./frame.js";
import { loadTexts } from "./texts.js";
import { openStore, store } from "./store.js";
import { device } from "./keys.js";
import { leaveOldLog } from "./database.js";
import { startWorker } from "./worker.js";
import { loadWholePack } from "./pulling.js";
import { startSync } from "./sync.js";

import "./views/enrol.js";
import "./views/unlock.js";

await loadTexts(localStorage.getItem("inspect178.language") ?? "vi");
await openStore();
store.enrolled = Boolean((await device())?.keys);
onOpen(loadWholePack);
startFrame();
await start();
leaveOldLog().catch(() => {}); // a tablet without room keeps what it has
startSync();
startWorker();
await new Promise((done) => {
  setTimeout(done); // first the screen is drawn
});
await import("./views/all.js");
await allScreensAreHere();
document.documentElement.dataset.ready = "true";
