(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const answers = all("textarea");
  const strikes = all(".strike");
  let unsaved = false;

  document.documentElement.classList.add("scripted");

  // --- clips ---

  const start = (watch, at) => {
    const video = watch.querySelector("video");
    const play = watch.querySelector(".play");
    for (const other of all("video")) {
      if (other !== video) other.pause();
    }
    play.hidden = true;
    video.controls = true;
    if (at !== undefined) video.currentTime = at;
    video.focus({ preventScroll: true });
    // A browser may refuse to begin by itself; the controls are there to press.
    video.play().catch(() => {});
  };

  for (const watch of all(".watch")) {
    const video = watch.querySelector("video");
    const play = watch.querySelector(".play");
    video.controls = false;
    play.hidden = false;
    play.addEventListener("click", () => start(watch));
    const still = watch.querySelector(".still");
    if (video.poster) still.src = video.poster;
    else still.remove();
  }

  for (const link of all("a[data-at]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const clip = document.getElementById(link.hash.slice(1));
      clip.scrollIntoView({ block: "nearest" });
      if (!clip.classList.contains("is-struck")) start(clip.querySelector(".watch"), Number(link.dataset.at));
    });
  }

  // --- answers ---

  const copyForPrint = () => {
    for (const answer of answers) answer.nextElementSibling.textContent = answer.value;
  };
  for (const answer of answers) {
    answer.addEventListener("input", () => { unsaved = true; copyForPrint(); });
  }
  copyForPrint();

  // --- leaving a clip out ---

  const setStruck = (strike, struck) => {
    const clip = strike.closest(".clip");
    if (struck) clip.querySelector("video").pause();
    clip.classList.toggle("is-struck", struck);
    strike.querySelector(".struck").hidden = !struck;
    strike.querySelector(".ask").hidden = struck;
    openQuestion(strike, false);
  };
  const openQuestion = (strike, open) => {
    strike.querySelector(".sure").hidden = !open;
    strike.querySelector(".ask").setAttribute("aria-expanded", String(open));
  };

  for (const strike of strikes) {
    const on = (name, act) => strike.querySelector(name).addEventListener("click", act);
    const focus = (name) => strike.querySelector(name).focus();
    strike.hidden = false;
    on(".ask", () => {
      const open = strike.querySelector(".sure").hidden;
      openQuestion(strike, open);
      if (open) focus(".no");
    });
    on(".no", () => { openQuestion(strike, false); focus(".ask"); });
    on(".yes", () => { setStruck(strike, true); unsaved = true; focus(".back"); });
    on(".back", () => { setStruck(strike, false); unsaved = true; focus(".ask"); });
    strike.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !strike.querySelector(".sure").hidden) {
        openQuestion(strike, false);
        focus(".ask");
      }
    });
  }

  // --- the answer file ---

  const save = one(".save");
  if (!save) return;
  const useful = all("[name=useful]");
  const said = one(".saved");
  one(".useful").hidden = false;
  for (const choice of useful) choice.addEventListener("change", () => { unsaved = true; });

  const collected = () => ({
    kind: "havenlens.answers",
    version: 1,
    document: save.dataset.document,
    cycle: Number(save.dataset.cycle),
    saved_at: new Date().toISOString(),
    answers: answers.map((answer) => ({ clip: answer.dataset.clip, text: answer.value })),
    struck: strikes.filter((each) => !each.querySelector(".struck").hidden).map((each) => each.dataset.clip),
    usefulness: Number(useful.find((choice) => choice.checked)?.value) || null,
  });

  save.hidden = false;
  save.addEventListener("click", () => {
    const { file } = save.dataset;
    const blob = new Blob([JSON.stringify(collected(), null, 2)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    said.textContent = save.dataset.saved.replace("{file}", file);
  });

  // --- a mail instead ---

  const asText = () => answers.map((answer, place) => {
    const title = answer.closest(".clip").querySelector("h3").textContent;
    return `${place + 1}. ${title}\n${answer.value.trim()}\n`;
  }).join("\n");
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  const copy = one(".copy");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const done = await copied(asText());
    said.textContent = done ? copy.dataset.done : copy.dataset.failed;
    copy.focus();
  });

  // --- going on with a file that was saved ---

  const resume = one(".resume");
  const chosen = one(".chosen");
  // Nothing that was typed meanwhile is lost.
  const joined = (kept, typed) => (!typed.trim() || kept.includes(typed.trim()) ? kept : `${kept}\n${typed}`.trim());
  const fill = (content) => {
    if (content.kind !== "havenlens.answers" || content.document !== save.dataset.document) throw new Error();
    for (const { clip, text } of content.answers) {
      const answer = answers.find((each) => each.dataset.clip === clip);
      if (answer) answer.value = joined(text, answer.value);
    }
    for (const strike of strikes) setStruck(strike, content.struck.includes(strike.dataset.clip));
    for (const choice of useful) choice.checked = Number(choice.value) === content.usefulness;
    copyForPrint();
  };
  resume.hidden = false;
  resume.addEventListener("click", () => chosen.click());
  chosen.addEventListener("change", async () => {
    const [file] = chosen.files;
    chosen.value = "";
    if (!file) return;
    try {
      fill(JSON.parse(await file.text()));
      said.textContent = resume.dataset.done;
    } catch {
      said.textContent = resume.dataset.failed;
    }
  });

  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
