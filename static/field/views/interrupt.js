/* How is a visit interrupted or stopped? As templates/fieldwork/suspend.html and stop.html. */

import { stop, suspend } from "../acts.js";
import { go } from "../app.js";
import { h, notice } from "../dom.js";
import { Draft } from "../drafts.js";
import { choices, placeOf } from "../ledger.js";
import { button, errorSummary, input, link, once, pageHead, ticks } from "../parts.js";
import { text } from "../texts.js";

function reasoned(fields) {
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (values, errors = new Map()) => form.replaceChildren(...[errorSummary(errors), ...fields(values, errors)].filter(Boolean));
  draw({});
  return { form, draw, values: () => Object.fromEntries([...new FormData(form)].map(([name, said]) => [name, said.trim()])) };
}

/** Interrupt the visit with a reason; everything entered is kept. */
export async function suspendScreen(context, visit) {
  const place = placeOf(visit.establishment);
  context.title(text("Suspend the visit"));
  context.back(`#/visit/${visit.id}`, text("Back to the visit"));
  const asked = reasoned((values, errors) => [input("reason", text("Reason"), { value: values.reason ?? "", maxlength: 300, error: errors.get("reason") ?? "" })]);
  const keep = async () => {
    const values = asked.values();
    if (!values.reason) {
      asked.draw(values, new Map([["reason", text("Enter the reason.")]]));
      return;
    }
    await suspend(await Draft.of(visit.id), values.reason);
    await go(`#/visit/${visit.id}/record`, ["success", text("The visit is suspended. Everything entered is kept.")]);
  };
  context.bar(link(text("Back"), `#/visit/${visit.id}`), once(button(text("Suspend"), null, { kind: "primary" }), keep));
  return [pageHead(text("Suspend the visit"), { caption: place?.name, lead: text("Everything entered is kept. Nothing can be entered until the visit is resumed.") }), asked.form];
}

/** End the visit for good on one of the grounds of the decree. */
export async function stopScreen(context, visit) {
  const place = placeOf(visit.establishment);
  context.title(text("Stop the visit for good"));
  context.back(`#/visit/${visit.id}`, text("Back to the visit"));
  const asked = reasoned((values, errors) => [
    ticks("ground", text("Ground"), choices("stop_ground"), { type: "radio", values: [values.ground], error: errors.get("ground") ?? "" }),
    input("reason", text("Explanation"), { value: values.reason ?? "", maxlength: 250 }),
  ]);
  const keep = async () => {
    const values = asked.values();
    if (!values.ground) {
      asked.draw(values, new Map([["ground", text("Choose the ground.")]]));
      return;
    }
    await stop(await Draft.of(visit.id), values.ground, values.reason);
    await go("#/today", ["success", text("The visit is stopped. It does not count as an inspection.")]);
  };
  context.bar(link(text("Back"), `#/visit/${visit.id}`), once(button(text("Stop for good"), null, { kind: "danger" }), keep));
  return [pageHead(text("Stop the visit for good"), { caption: place?.name }),
    notice("warning", text("The visit ends without a signed record, does not count as an inspection and cannot be resumed.")), asked.form];
}
