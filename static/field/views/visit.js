/* Which screen of a visit is shown? By its part and by how far the visit has come. */

import { screen } from "../app.js";
import { notice } from "../dom.js";
import { visitRow } from "../ledger.js";
import { text } from "../texts.js";
import { announceScreen, attemptScreen } from "./announce.js";
import { visitCommitment } from "./commitment.js";
import { amendScreen, finishedScreen } from "./finished.js";
import { codeScreen, copyScreen } from "./handing.js";
import { stopScreen, suspendScreen } from "./interrupt.js";
import { missingScreen, recordScreen } from "./record.js";
import { refuseScreen, signScreen } from "./signing.js";
import { dropScreen, violationScreen } from "./violations.js";

const FROZEN = ["record_signed", "record_refused", "submitted", "returned"];
/** part -> [screen, the states in which it is open] */
const PARTS = {
  announce: [announceScreen, ["approved"]],
  attempt: [attemptScreen, ["approved"]],
  missing: [missingScreen, ["in_progress"]],
  sign: [signScreen, ["in_progress"]],
  refuse: [refuseScreen, ["in_progress"]],
  suspend: [suspendScreen, ["in_progress"]],
  stop: [stopScreen, ["in_progress", "suspended"]],
  violation: [violationScreen, ["in_progress"]],
  drop: [dropScreen, ["in_progress"]],
  commitment: [visitCommitment, ["in_progress", ...FROZEN]],
  amend: [amendScreen, FROZEN],
  copy: [copyScreen, FROZEN],
  code: [codeScreen, FROZEN],
  record: [finishedScreen, [...FROZEN, "suspended"]],
};

/** Where a visit stands now: a stale address or a second tap leads there. */
function whereItStands(visit) {
  return { approved: announceScreen, in_progress: recordScreen }[visit.state] ?? finishedScreen;
}

screen("visit", (context) => {
  const [id, part] = context.args;
  const visit = visitRow(id);
  if (!visit) {
    context.title(text("Visit"));
    context.back("#/today", text("Today's visits"));
    return notice("information", text("This visit is not on this tablet."));
  }
  const [render, states] = PARTS[part] ?? [null, []];
  return (states.includes(visit.state) ? render : whereItStands(visit))(context, visit);
});
