/* How is a violation recorded on the visit? The act out of the catalogue, what was found, who makes the record. */

import { addViolation, dropViolation } from "../acts.js";
import { go } from "../app.js";
import { actsOn, countsWorkers, fineRange, rowFor } from "../catalogue.js";
import { h, notice } from "../dom.js";
import { Draft } from "../drafts.js";
import { choices, placeOf, spoken, wordOf, writtenDay } from "../ledger.js";
import { table } from "../pack.js";
import { area, button, errorSummary, input, link, once, pageHead, section, select, summaryList } from "../parts.js";
import { number, text } from "../texts.js";

const MOST_SHOWN = 40;
const FORMS = ["organisation", "household", "individual"];
const rows = () => table("violation_behaviour").values();
const dong = (amount) => `${number(amount)} đồng`;

function rangeWords(row, form, workers) {
  const range = fineRange(row, form, workers);
  return range ? text("{least} to {most}", { least: number(range.least), most: dong(range.most) }) : text("not computed");
}

/** Choose the act: those of the question first, the others by words. */
function choice(day, item, chosen) {
  const keys = item?.clause_keys ? item.clause_keys.split("|") : null;
  const list = h("ul", { class: "tasks" });
  const draw = (words) => {
    const found = actsOn(rows(), day, words, words ? null : keys);
    list.replaceChildren(...found.slice(0, MOST_SHOWN).map((row) => h("li", { class: "tasks__item" }, h("div", { class: "tasks__words" },
      h("button", { class: "button button--quiet tasks__link", type: "button", onclick: () => chosen(row) }, row.act_vi),
      h("p", { class: "tasks__hint" }, `${row.clause}, ${row.decree} · ${text("individual")}: ${row.max === null ? text("not computed") : text("{least} to {most}", { least: number(row.min), most: dong(row.max) })}`)))));
    if (found.length === 0) {
      list.replaceChildren(h("li", {}, text("No clause in force on that day holds these words.")));
    }
  };
  draw("");
  const search = input("q", text("Words of the clause"), { type: "search", hint: text("For example: hop dong, tam tru, 15.4a"), oninput: (event) => draw(event.target.value) });
  return section(keys ? text("Clauses for this question") : text("Clauses in force"), "clauses", [search, list]);
}

function entryFields(state, errors) {
  const { row, form, draft, values } = state;
  const makers = draft.kept.present.filter((person) => person.may_record).map((person) => [person.member, [person.full_name, person.post_title].filter(Boolean).join(", ")]);
  const one = (name) => ({ value: values[name] ?? "", error: errors.get(name) ?? "" });
  return [
    countsWorkers(row) ? input("worker_count", text("Number of workers concerned"), { ...one("worker_count"), inputmode: "numeric", hint: text("Only the number, no names.") }) : null,
    form === "unknown" ? select("legal_form", text("Legal form of the violator"), choices("legal_form").filter(([code]) => FORMS.includes(code)), { ...one("legal_form"), hint: text("The register does not know it. Organisations pay double.") }) : null,
    area("description", text("What was found"), { ...one("description"), maxlength: 2000, hint: text("What, where, how many. Please do not name guests, workers or others.") }),
    area("statement", text("Statement of the violator"), { ...one("statement"), maxlength: 2000, rows: 2 }),
    select("maker", text("Who makes the violation record"), makers, { value: values.maker ?? (makers.length === 1 ? makers[0][0] : ""), error: errors.get("maker") ?? "", hint: text("Only those present who may make violation records.") }),
    input("remedy_due_on", text("To be mended by"), { ...one("remedy_due_on"), type: "date" }),
    input("record_number", text("Number of the violation record"), { ...one("record_number"), maxlength: 60 }),
  ];
}

function faultsOf({ row, draft, day }, values) {
  const workers = Number(values.worker_count);
  return new Map([
    ["act_on", day > draft.kept.day ? text("The day of the act cannot be later than the visit, {day}.", { day: writtenDay(draft.kept.day) }) : ""],
    ["worker_count", countsWorkers(row) && !(Number.isInteger(workers) && workers >= 1 && workers <= 100000) ? text("Enter the number of workers concerned, a whole number from 1.")
      : countsWorkers(row) && !rowFor(rows(), row, day, workers) ? text("The clause has no range for this number of workers.") : ""],
    ["description", values.description.trim() ? "" : text("Describe what was found.")],
    ["maker", values.maker ? "" : text("Choose who makes the record: somebody present who may make violation records.")],
    ["remedy_due_on", values.remedy_due_on && values.remedy_due_on < draft.kept.day ? text("The day to mend it by cannot be before the visit.") : ""],
  ].filter(([, words]) => words));
}

function saidOf({ row, day, item, form }, values) {
  const workers = countsWorkers(row) ? Number(values.worker_count) : null;
  const applied = rowFor(rows(), row, day, workers ?? 0) ?? row;
  return {
    violation: crypto.randomUUID(), behaviour: applied.key, act_on: day, description: values.description.trim(), maker: values.maker,
    worker_count: workers, legal_form: form === "unknown" ? values.legal_form || "unknown" : form, item: item?.code ?? "", statement: values.statement.trim(),
    record_number: values.record_number.trim(), remedy_due_on: values.remedy_due_on || null,
  };
}

const FIELDS = ["worker_count", "legal_form", "description", "statement", "maker", "remedy_due_on", "record_number"];

/** The two steps of an entry: the day with its act, then what was found. */
class Entry {
  constructor(context, draft, item, form) {
    Object.assign(this, { context, draft, item, form, row: null, day: draft.kept.day, values: {} });
    this.back = `#/visit/${draft.id}`;
    this.body = h("div", { class: "stack" });
    this.fields = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  }

  pick() {
    const latest = this.draft.kept.day;
    const day = input("act_on", text("Day of the act"), {
      type: "date", value: this.day, max: latest,
      hint: text("The clause in force on this day applies. Not later than the visit, {day}.", { day: writtenDay(latest) }),
      onchange: (event) => {
        this.day = event.target.value && event.target.value <= latest ? event.target.value : latest;
        this.pick();
      },
    });
    this.body.replaceChildren(day, choice(this.day, this.item, (row) => {
      this.row = row;
      this.write();
    }));
    this.context.bar(link(text("Back"), this.back));
  }

  write(errors = new Map()) {
    this.fields.replaceChildren(...[errorSummary(errors), ...entryFields(this, errors)].filter(Boolean));
    const range = h("p", {});
    this.fields.oninput = () => this.tell(range);
    this.tell(range);
    this.body.replaceChildren(
      section(text("Clause"), "clause", [
        summaryList([[text("Act"), this.row.act_vi], [text("Clause"), `${this.row.clause}, ${this.row.decree}`],
          [text("Day of the act"), writtenDay(this.day)], [text("Field"), wordOf("law_field", this.row.field)]]),
        h("p", {}, button(text("Choose another clause"), () => this.pick()))]),
      notice("information", text("Range of the fine"), range), this.fields);
    this.context.bar(link(text("Back"), this.back), once(button(text("Record the violation"), null, { kind: "primary" }), () => this.keep()));
  }

  typed(name) {
    return this.fields.elements.namedItem(name)?.value ?? "";
  }

  /** Say the range as it follows from what is entered so far. */
  tell(range) {
    const workers = Number(this.typed("worker_count") || 0);
    const form = this.form === "unknown" ? this.typed("legal_form") : this.form;
    range.textContent = rangeWords(rowFor(rows(), this.row, this.day, workers) ?? this.row, form, workers);
  }

  async keep() {
    this.values = Object.fromEntries(FIELDS.map((name) => [name, this.typed(name)]));
    const errors = faultsOf(this, this.values);
    if (errors.size > 0) {
      this.write(errors);
      return;
    }
    await addViolation(this.draft, saidOf(this, this.values));
    await go(`${this.back}?at=violations`, ["success", text("The violation is recorded.")]);
  }
}

/** Record a violation: first the day and the act, then the entry. */
export async function violationScreen(context, visit) {
  const draft = await Draft.of(visit.id);
  const place = placeOf(visit.establishment);
  const item = draft.items.find((one) => one.code === context.query.get("item")) ?? null;
  context.title(text("Record a violation"));
  context.back(`#/visit/${visit.id}`, text("Back to the visit"));
  const entry = new Entry(context, draft, item, place?.form ?? "unknown");
  entry.pick();
  return [pageHead(text("Record a violation"), { caption: place?.name }),
    item ? summaryList([[text("Question {code}", { code: item.code }), spoken(item)]]) : null, entry.body];
}

/** Take a violation back, with the reason. */
export async function dropScreen(context, visit) {
  const draft = await Draft.of(visit.id);
  const one = draft.kept.violations.find((each) => each.violation === context.query.get("violation"));
  context.title(text("Drop the violation"));
  context.back(`#/visit/${visit.id}`, text("Back to the visit"));
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (errors = new Map()) => form.replaceChildren(...[errorSummary(errors), input("reason", text("Reason"), { error: errors.get("reason") ?? "", maxlength: 300 })].filter(Boolean));
  draw();
  const drop = async () => {
    const reason = form.elements.namedItem("reason").value.trim();
    if (!reason) {
      draw(new Map([["reason", text("Say why the violation is dropped.")]]));
      return;
    }
    await dropViolation(draft, one.violation, reason);
    await go(`#/visit/${visit.id}?at=violations`);
  };
  context.bar(link(text("Back"), `#/visit/${visit.id}`), once(button(text("Drop"), null, { kind: "danger" }), drop));
  return [pageHead(text("Drop the violation"), { caption: one?.description ?? "" }), form];
}
