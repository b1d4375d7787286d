// The pages work without this. It opens corrections in place, tells what has come, and gives keys.
"use strict";
(() => {
  const dialog = document.querySelector("dialog");
  const line = document.querySelector(".live");

  // Corrections open in place.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest('a.correct, a.named[href^="/correct"]');
    if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!answer.ok || !main) { location.href = link.href; return; }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(...main.childNodes, close);
    dialog.showModal();
  });

  // The report opens beside the line that cites it; a passage marked in pieces is shown whole.
  const show = () => {
    const mark = location.hash.startsWith("#p") && document.getElementById(location.hash.slice(1));
    if (mark) mark.closest("article")?.scrollIntoView({ block: "nearest" }), mark.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", show);
  show();

  // Marks of a report, by kind.
  document.addEventListener("change", (event) => {
    const kind = event.target.dataset?.marks;
    if (!kind) return;
    for (const mark of document.querySelectorAll(`.marked mark.${kind}`)) {
      mark.classList.toggle("unmarked", !event.target.checked);
    }
  });

  // Keys: / to search, j and k from item to item, ? for the list.
  const items = () => [...document.querySelectorAll("main .refs a:first-child, .rows > li > a, .rows > li > p > a:first-of-type")].filter((a) => a.offsetParent);
  addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("q")?.focus();
    } else if (event.key === "j" || event.key === "k") {
      const all = items();
      const at = all.indexOf(document.activeElement);
      const next = event.key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0);
      all[next]?.focus();
    } else if (event.key === "?") {
      tell("Keys: / search, j and k next and previous, Enter opens.");
    }
  });

  // What happens on the desk is told; the page changes only when its reader asks for it.
  function tell(words, href, label) {
    if (!line) return;
    line.replaceChildren(document.createTextNode(words + " "));
    if (href) {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = label;
      line.append(link);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => { line.hidden = true; });
    line.append(close);
    line.hidden = false;
  }
  const situation = document.querySelector(".tools")?.dataset.situation;
  const list = document.getElementById("situations");
  function listen() {
    const live = new EventSource("/live");
    live.onmessage = (event) => {
      const news = JSON.parse(event.data);
      if (news.what === "alert") {
        tell(`Alert: ${news.says}`, `/watch#${news.id}`, "Show");
      } else if (news.key === situation) {
        tell(news.news ? `This situation has moved: ${news.news}.` : "This situation was put together again.", location.pathname + location.search + location.hash, "Reload");
      } else if (list && !list.children.length) {
        // Nothing is shown yet, so no place can be lost.
        location.reload();
      } else if (list) {
        const row = [...list.children].find((li) => li.dataset.key === news.key);
        row?.classList.add("new");
        tell(`${news.title}: ${news.news || "put together again"}.`, `/s/${news.key}`, "Open");
      }
    };
    live.addEventListener("behind", () => tell("Much has happened.", location.href, "Reload"));
    // A page that is left may be kept for the way back, with its connection: a few of them would
    // leave none for the next page.
    addEventListener("pagehide", () => live.close(), { once: true });
  }
  if (document.body.dataset.csrf && "EventSource" in window) {
    listen();
    addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  }
})();
