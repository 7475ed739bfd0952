/* Has the establishment had its one inspection of the year? As inspections/rules.py and queries/years.py,
   from the ledger that was taken along.

   visit {on, who, state}: state "" is an inspection by another agency */

const SECOND_GROUNDS = ["signs", "tip", "order", "reinspection"];
const COMPLETED = ["record_signed", "record_refused", "submitted", "returned", "accepted", "closed"];
const UNDER_WAY = ["in_progress", "suspended"];

/** Whether other visits of the calendar year stand against one more. */
export function secondVisitNeedsGround(otherVisits, ground, reference) {
  const justified = SECOND_GROUNDS.includes(ground) && reference.trim() !== "";
  return otherVisits > 0 && !justified;
}

/** Whether a visit took place, is under way or was another agency's: plans alone stand against nobody. */
export const standsAgainst = (visit) =>
  visit.state === "" || COMPLETED.includes(visit.state) || UNDER_WAY.includes(visit.state);

/** All visits of the year that are known, the earliest first: the ledger's and this tablet's own. */
export function visitsOfYear(year, ledger, own) {
  return [...ledger, ...own]
    .filter((visit) => visit.on.startsWith(`${year}-`))
    .filter((visit) => standsAgainst(visit) || ["draft", "approved"].includes(visit.state))
    .sort((one, other) => (one.on < other.on ? -1 : Number(one.on > other.on)));
}
