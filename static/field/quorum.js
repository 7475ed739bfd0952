/* Who must be present, and who must sign? As inspections/quorum.py.

   member {team_post: leader | deputy | member, may_record} */

export const FEWEST_PRESENT = 3;
const HEADS = ["leader", "deputy"];
const ATTESTING = ["witness", "commune"];
const fault = (field, sentence, values = {}) => ({ field, sentence, values });

/** Why these members may not begin an inspection; empty where they may. */
export function quorumFaults(present) {
  const faults = [];
  if (present.length < FEWEST_PRESENT) {
    faults.push(fault("members",
      "At least {fewest} members of the team must be present; {present} are ticked. Wait for the others, or put the visit off.",
      { fewest: FEWEST_PRESENT, present: present.length }));
  }
  if (!present.some((member) => member.may_record)) {
    faults.push(fault("members",
      "Nobody present may make a record of violations. One member with that right must be present."));
  }
  if (!present.some((member) => HEADS.includes(member.team_post))) {
    faults.push(fault("members", "The team leader or a deputy must be present and announce the decision."));
  }
  return faults;
}

/** Who leads on site: the leader, else a deputy. */
export function headOf(present) {
  return HEADS.map((post) => present.find((member) => member.team_post === post)).find(Boolean) ?? null;
}

const minute = (instant) => Math.floor(new Date(instant).getTime() / 60000) * 60000;

/** Why a visit cannot have begun at this time; times in milliseconds or as ISO text, null for none. */
export function startFaults(startedAt, { earliest, opensAt, at }) {
  const started = new Date(startedAt).getTime();
  const checks = [
    [started > new Date(at).getTime(), "The announcement cannot lie in the future. Check the time."],
    [earliest !== null && started < new Date(earliest).getTime(),
      "The announcement cannot lie before the decision was signed. Check day and time."],
    [opensAt !== null && started < minute(opensAt), "A surprise inspection may not begin before its opening time."],
  ];
  return checks.filter(([wrong]) => wrong).map(([, sentence]) => fault("started_at", sentence));
}

/** Which signatures are missing under a record, or under the refusal to sign it. */
export function signatureFaults(roles, { refused }) {
  const given = new Set(roles);
  const faults = [];
  if (!given.has("leader")) {
    faults.push(fault("leader", "The signature of the team leader is missing."));
  }
  if (!refused && !given.has("owner")) {
    faults.push(fault("owner", "The signature of the establishment's representative is missing."));
  }
  if (refused && !ATTESTING.some((role) => given.has(role))) {
    faults.push(fault("attesting",
      "A refusal must be attested by the representative of the commune authority or by at least one witness, with name and signature."));
  }
  return faults;
}
