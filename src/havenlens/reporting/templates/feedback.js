(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const answers = all("textarea");
  let unsaved = false;

  document.documentElement.classList.add("scripted");

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
    watch.querySelector(".still").src = video.poster;
  }

  for (const link of all("a[data-at]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const clip = document.getElementById(link.hash.slice(1));
      clip.scrollIntoView({ block: "nearest" });
      start(clip.querySelector(".watch"), Number(link.dataset.at));
    });
  }

  const copyForPrint = () => {
    for (const answer of answers) answer.nextElementSibling.textContent = answer.value;
  };
  for (const answer of answers) {
    answer.addEventListener("input", () => { unsaved = true; copyForPrint(); });
  }
  copyForPrint();

  const save = document.querySelector(".save");
  const said = document.querySelector(".saved");
  save.hidden = false;
  save.addEventListener("click", () => {
    const { document: id, cycle, file } = save.dataset;
    const content = {
      kind: "havenlens.answers",
      version: 1,
      document: id,
      cycle: Number(cycle),
      saved_at: new Date().toISOString(),
      answers: answers.map((answer) => ({ clip: answer.dataset.clip, text: answer.value })),
    };
    const blob = new Blob([JSON.stringify(content, null, 2)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    said.textContent = save.dataset.saved.replace("{file}", file);
  });

  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
