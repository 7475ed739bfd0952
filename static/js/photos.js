/* Photos: reduced on the device, sent one by one with their progress, tried again on request.

   Markup   the macro photo_strip: <div data-photos data-upload="URL" data-max="10">…</div>
   Request  POST, multipart: photo (file), taken_at (time of the file, ISO); header X-CSRFToken
   Answer   201 {"id", "src", "remove", "caption_name"}: remove is the address that a submit button
            posts to, caption_name the name of the caption's input; both optional
            4xx {"error"}: shown at the photo, which is not tried again
   Without data-upload the files stay in the input, reduced, and go with the form. */

import { refreshToken, token } from "./csrf.js";
import { reduced } from "./pictures.js";
import { text } from "./texts.js";

function element(tag, attributes = {}, words = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.textContent = words;
  return made;
}

/** POST with progress; fetch cannot tell how much has been sent. */
function send(url, data, onProgress) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) {
        onProgress(Math.round((event.loaded / event.total) * 100));
      }
    });
    request.addEventListener("load", () => done(request));
    request.addEventListener("error", () => fail(new Error("network")));
    request.addEventListener("timeout", () => fail(new Error("timeout")));
    request.timeout = 120000;
    request.send(data);
  });
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText) ?? {};
  } catch {
    return {};
  }
}

class Upload {
  constructor(strip, file) {
    this.url = strip.dataset.upload;
    this.original = file;
    this.item = element("li", { class: "photo" });
    this.picture = element("img", { alt: text("photoNew"), width: 160, height: 120 });
    this.frame = element("span", { class: "photo__picture" });
    this.frame.append(this.picture);
    this.bar = element("progress", { max: 100, value: 0, "aria-label": text("photoPreparing") });
    this.state = element("p", { class: "photo__state", role: "status" }, text("photoPreparing"));
    this.item.append(this.frame, this.bar, this.state);
    strip.querySelector("[data-photos-list]").append(this.item);
  }

  async start() {
    this.file ??= await reduced(this.original);
    this.picture.src = URL.createObjectURL(this.file);
    await this.attempt();
  }

  async attempt() {
    this.unsent = true;
    this.again?.remove();
    this.bar.hidden = false;
    this.say("sending", text("photoSending", { percent: 0 }));
    try {
      let request = await this.post();
      if ([400, 401, 403].includes(request.status) && (await refreshToken())) {
        request = await this.post();
      }
      this.take(request);
    } catch {
      this.failed();
    }
  }

  post() {
    const data = new FormData();
    data.append("photo", this.file, this.file.name);
    data.append("taken_at", new Date(this.original.lastModified).toISOString());
    return send(this.url, data, (percent) => {
      this.bar.value = percent;
      this.state.textContent = text("photoSending", { percent });
    });
  }

  take(request) {
    const answer = answerOf(request);
    const signedOut = request.status === 401 || answer.csrf;
    if (request.status >= 200 && request.status < 300 && answer.id !== undefined) {
      this.sent(answer);
    } else if (signedOut) {
      this.failed(text("signedOut"));
    } else if (request.status >= 400 && request.status < 500 && request.status !== 429) {
      this.unsent = false;
      this.bar.hidden = true;
      this.say("failed", answer.error || text("photoRefused"));
    } else {
      this.failed();
    }
  }

  sent(answer) {
    this.unsent = false;
    this.bar.remove();
    this.say("sent", text("photoSent"));
    if (answer.caption_name) {
      this.item.append(
        element("input", {
          class: "input",
          name: answer.caption_name,
          type: "text",
          "aria-label": text("photoCaption"),
        }),
      );
    }
    if (answer.remove) {
      this.item.append(
        element(
          "button",
          {
            class: "button button--quiet",
            type: "submit",
            formaction: answer.remove,
            formmethod: "post",
            formnovalidate: "",
          },
          text("photoRemove"),
        ),
      );
    }
  }

  failed(sentence = text("photoFailed")) {
    this.bar.hidden = true;
    this.say("failed", sentence);
    this.again = element("button", { class: "button button--secondary", type: "button" });
    this.again.textContent = text("photoRetry");
    this.again.addEventListener("click", () => this.attempt());
    this.item.append(this.again);
    window.addEventListener("online", () => this.unsent && this.again.click(), { once: true });
  }

  say(state, sentence) {
    this.state.dataset.state = state;
    this.state.textContent = sentence;
  }
}

async function sendAll(strip, files, uploads) {
  for (const file of files) {
    const upload = new Upload(strip, file);
    uploads.push(upload);
    await upload.start(); // one after the other: a tablet's memory and network are small
  }
}

async function reduceInPlace(input) {
  const kept = new DataTransfer();
  for (const file of [...input.files]) {
    kept.items.add(await reduced(file));
  }
  input.files = kept.files;
}

function startStrip(strip) {
  const input = strip.querySelector("[data-photos-input]");
  const uploads = [];
  input.addEventListener("change", () => {
    const files = [...input.files].slice(0, Number(strip.dataset.max) || undefined);
    if (strip.dataset.upload) {
      input.value = "";
      sendAll(strip, files, uploads);
    } else {
      reduceInPlace(input);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (uploads.some((upload) => upload.unsent)) {
      event.preventDefault();
    }
  });
}

export function startPhotos(strips) {
  strips.forEach(startStrip);
}
