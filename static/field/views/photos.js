/* How are photos taken and kept? With the camera of the tablet, each with its caption, at once on disk. */

import { addPhoto, removePhoto } from "../acts.js";
import { NoPhoto, thumbnailUrl } from "../blobs.js";
import { h, icon, notice } from "../dom.js";
import { meta } from "../ledger.js";
import { anchor, button, once } from "../parts.js";
import { moment, text } from "../texts.js";

function picture(form, photo, strip) {
  const image = h("img", { alt: form.draft.entries[`caption.${photo.photo}`] || text("Photo without caption"), width: 160, height: 120 });
  thumbnailUrl(photo.photo).then((address) => {
    if (address) {
      image.src = address;
      form.leave(() => URL.revokeObjectURL(address));
    }
  });
  const id = `caption-${photo.photo}`;
  const node = h("li", { class: "photo", dataset: { photo: photo.photo } },
    h("span", { class: "photo__picture" }, image),
    h("label", { class: "visually-hidden", for: id }, text("Caption of the photo")),
    h("input", {
      class: "input", id, type: "text", maxlength: 300, autocomplete: "off", placeholder: null, value: form.draft.entries[`caption.${photo.photo}`] ?? "",
      oninput: (event) => form.put(`caption.${photo.photo}`, event.target.value),
    }),
    h("p", { class: "photo__state" }, moment(photo.taken_at)));
  node.append(once(button(text("Remove photo"), null, { kind: "quiet", icon: "cross" }), async () => {
    await removePhoto(form.draft, photo.photo);
    node.remove();
    strip.say("");
  }));
  return node;
}

/** Where the tablet stands, when it was taken for this record. */
function positionOf({ entries }) {
  return { latitude: entries.latitude ? Number(entries.latitude) : null, longitude: entries.longitude ? Number(entries.longitude) : null };
}

async function keep(form, files, item, list, strip) {
  for (const file of files) {
    strip.say(text("Keeping the photo…"));
    try {
      const id = await addPhoto(form.draft, file, item, positionOf(form.draft));
      list.append(picture(form, form.draft.photos.find((photo) => photo.photo === id), strip));
      strip.say(text("The photo is kept on this tablet."));
    } catch (error) {
      strip.refuse(error instanceof NoPhoto ? text("This file is no photo that the tablet can read.") : text("The photo could not be kept: {error}", { error: error.message }));
    }
  }
}

/** The photos of a question; of the place with the empty code. */
export function photoStrip(form, item) {
  const id = `photos-${anchor(item || "record")}`;
  const list = h("ul", { class: "photos__list", "aria-label": text("Photos") });
  const state = h("div", { role: "status" });
  const strip = {
    say: (words) => state.replaceChildren(words ? h("p", { class: "photo__state" }, words) : ""),
    refuse: (words) => state.replaceChildren(notice("error", words)),
  };
  const most = meta("limits")?.photos ?? 20;
  const box = h("input", { class: "file", id, type: "file", accept: "image/*", capture: "environment", multiple: true, "aria-describedby": `${id}-hint` });
  box.addEventListener("change", async () => {
    const files = [...box.files];
    box.value = "";
    const room = most - form.draft.photos.length;
    await keep(form, files.slice(0, Math.max(0, room)), item, list, strip);
    if (files.length > room) {
      strip.refuse(text("A record holds at most {most} photos.", { most }));
    }
  });
  const own = form.draft.photos.filter((photo) => photo.item === item);
  list.append(...own.map((photo) => picture(form, photo, strip)));
  const there = (form.draft.kept.officePhotos ?? []).filter((photo) => photo.item === item && !own.some((one) => one.photo === photo.photo));
  return h("div", { class: "photos" }, list,
    there.length > 0 ? h("p", { class: "muted" }, text("Photos of this record at the office: {count}", { count: there.length })) : null,
    h("div", { class: "photos__add" },
      h("label", { class: "field__label field__label--minor", for: id }, icon("camera"), text("Add photos")),
      h("p", { class: "field__hint", id: `${id}-hint` }, text("Please no faces and no identity papers.")), box, state));
}
