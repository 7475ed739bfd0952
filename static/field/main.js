/* How does the app begin? Texts, store, screens, worker, sync; in that order. */

import { onOpen, start } from "./app.js";
import { startFrame } from "./frame.js";
import { loadTexts } from "./texts.js";
import { openStore, store } from "./store.js";
import { device } from "./keys.js";
import { startWorker } from "./worker.js";
import { loadWholePack } from "./pulling.js";
import { startSync } from "./sync.js";

import "./views/all.js";

await loadTexts(localStorage.getItem("inspect178.language") ?? "vi");
await openStore();
store.enrolled = Boolean((await device())?.keys);
onOpen(loadWholePack);
startFrame();
await start();
startSync();
startWorker();
document.documentElement.dataset.ready = "true";
