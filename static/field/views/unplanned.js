/* How does a visit begin that nobody planned? On signs of a violation (NĐ 217/2025 art. 11.4), without a decision. */

import { beginUnplanned } from "../acts.js";
import { go, screen } from "../app.js";
import { h, notice } from "../dom.js";
import { choices, instantOf, localDay, localInput, membersOf, otherVisits, placeOf } from "../ledger.js";
import { standsAgainst } from "../once_a_year.js";
import { table } from "../pack.js";
import { button, errorSummary, input, link, once, pageHead, select } from "../parts.js";
import { store } from "../store.js";
import { text } from "../texts.js";
import { doorFaults, doorFields, saidIn, yearNotice } from "./announce.js";

/** What is asked, drawn anew after each change of the team. */
class Door {
  constructor(place) {
    this.place = place;
    this.teams = [...table("team").values()].map((team) => [team.id, team.name]);
    this.said = {
      started_at: localInput(store.now()), members: [], others_present: "", second_ground: "", second_reference: "",
      ground: "signs", reference: "", team: this.teams[0]?.[0] ?? "",
    };
    this.form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
    this.draw();
  }

  get day() {
    return this.said.started_at.slice(0, 10) || localDay(store.now());
  }

  draw(errors = new Map()) {
    const { said, teams } = this;
    const chosen = (event) => {
      Object.assign(said, saidIn(this.form), { team: event.target.value, members: [] });
      this.draw();
    };
    this.form.replaceChildren(...[errorSummary(errors),
      teams.length > 1 ? select("team", text("Team"), teams, { value: said.team, onchange: chosen }) : null,
      select("ground", text("Ground"), choices("surprise_ground"), { value: said.ground, error: errors.get("ground") ?? "" }),
      input("reference", text("What was seen, or the paper that shows it"), {
        value: said.reference, maxlength: 200, error: errors.get("reference") ?? "", hint: text("No names of informants."),
      }),
      ...doorFields(said, membersOf(said.team, this.day), errors)].filter(Boolean));
  }

  async begin() {
    const { said, place } = this;
    Object.assign(said, { ...saidIn(this.form), team: said.team });
    const others = otherVisits(place.id, this.day.slice(0, 4), null);
    const justified = { second_ground: said.ground, second_reference: said.reference };
    const { faults, present } = doorFaults(said, { members: membersOf(said.team, this.day), visit: justified, others });
    if (!said.reference.trim()) {
      faults.set("reference", text("Say what was seen, or name the paper."));
      faults.delete("second_reference");
    }
    if (faults.size > 0) {
      this.draw(faults);
      return;
    }
    const id = await beginUnplanned({
      establishment: place.id, team: said.team, started_at: instantOf(said.started_at), members: said.members, others_present: said.others_present,
      ground: said.ground, reference: said.reference.trim(), second_ground: "", second_reference: "",
    }, present);
    await go(`#/visit/${id}`);
  }
}

screen("unplanned", (context) => {
  const place = placeOf(context.args[0]);
  context.title(text("Unplanned visit"));
  if (!place) {
    return notice("information", text("This establishment is not on this tablet."));
  }
  context.back(`#/place/${place.id}`, place.name);
  const door = new Door(place);
  context.bar(link(text("Back"), `#/place/${place.id}`), once(button(text("Begin the visit"), null, { kind: "primary" }), () => door.begin()));
  return [
    pageHead(text("Unplanned visit"), {
      caption: place.name,
      lead: text("Only on seeing a violation being committed or on the grounds of the decree. No decision is announced; it follows."),
    }),
    yearNotice(otherVisits(place.id, door.day.slice(0, 4), null).filter(standsAgainst)), door.form,
  ];
});
