/* How does the app begin? Texts, store, screens, worker, sync; in that order. */

import { start } from "./app.js";
import { loadTexts } from "./texts.js";
import { openStore, store } from "./store.js";
import { device } from "./keys.js";
import { startWorker } from "./worker.js";
import { startSync } from "./sync.js";

import "./views/all.js";

await loadTexts(localStorage.getItem("inspect178.language") ?? "vi");
await openStore();
store.enrolled = Boolean((await device())?.keys);
await startWorker();
await start();
startSync();
document.documentElement.dataset.ready = "true";
