// What HTML alone cannot do: copy with citation, open links without loading the page anew, scroll to the citation.
// Streamlit runs this once a visit; everything is delegated from the document, so that later content needs nothing.
(() => {
  if (window.jiejian) return;
  window.jiejian = true;
  document.documentElement.lang = "zh-CN";
  const skip = document.querySelector('a[href="#stMain"]');
  if (skip) skip.textContent = "跳到正文";
  const main = () => document.querySelector('[data-testid="stMain"]') || document.scrollingElement;
  const running = () => document.querySelector('[data-test-script-state="running"]') !== null;
  const key = () => "jiejian:" + location.pathname + location.search;
  const here = () => location.pathname + location.search;
  const PATIENCE = 60000; // milliseconds that content may take to come; a reader who moves ends the wait at once
  let goal = null; // where to scroll to once the content has come: {top, cited, since, until, held: since when it stands still}
  const remember = () => sessionStorage.setItem(key(), String(main().scrollTop));

  // `cited`: to the cited words, if there are any, rather than to `top`.
  const arrive = (top, cited) => {
    document.querySelectorAll("mark.cited").forEach((mark) => { mark.dataset.stale = "1"; });
    goal = { top, cited, until: Date.now() + PATIENCE, since: Date.now(), held: Date.now() };
    requestAnimationFrame(settle);
  };

  // After a page has changed: the cited words in the middle of the window, or where the reader was before.
  const settle = () => {
    if (!goal || Date.now() > goal.until) { goal = null; return; }
    // A page that is left may be drawn once more, its marks like new: who comes back to his place is not to follow them.
    const mark = goal.cited && document.querySelector("mark.cited:not([data-stale])");
    if (mark) {
      mark.scrollIntoView({ block: "center" });
      goal = null;
      return;
    }
    if (goal.top === null && !running() && Date.now() - goal.since > 4000) { goal = null; return; }
    if (goal.top !== null) {
      const height = main().scrollHeight;
      main().scrollTop = goal.top;
      if (running()) goal.ran = true; // before the page has run, what stands there is still the one that was left
      const still = !running() && height === goal.height && Math.abs(main().scrollTop - goal.top) < 2;
      if (!still) goal.held = Date.now(); // cards come one by one, and a page that is short for a moment loses its place
      goal.height = height;
      if (Date.now() - goal.held > (goal.ran ? 1000 : 5000)) { goal = null; return; }
    }
    requestAnimationFrame(settle);
  };

  const visit = (href, stay) => {
    const url = new URL(href, document.baseURI);
    remember();
    if (url.pathname + url.search === here()) { main().scrollTop = 0; return; }
    history.pushState(null, "", url);
    window.dispatchEvent(new PopStateEvent("popstate")); // Streamlit listens to it, and runs the page with the new address
    arrive(stay ? main().scrollTop : 0, true);
  };

  const wordsOf = (button) => {
    if (button.hasAttribute("data-link")) return location.href;
    const hit = button.closest("[data-cite]");
    return hit.querySelector(".passage").textContent + "\n" + hit.dataset.cite;
  };

  const copied = async (button) => {
    const words = wordsOf(button);
    let done = true;
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      done = oldCopy(words); // an intranet address without https has no clipboard API
    }
    const before = button.dataset.before || button.textContent;
    button.dataset.before = before;
    button.textContent = done ? "已复制" : "未能复制，请手动选取";
    button.classList.toggle("done", done);
    setTimeout(() => { button.textContent = before; button.classList.remove("done"); }, 1800);
  };

  const oldCopy = (words) => {
    const area = document.createElement("textarea");
    area.value = words;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const button = event.target.closest("button[data-copy], button[data-link], button[data-back]");
    if (button) {
      if (button.hasAttribute("data-back")) history.back();
      else copied(button);
      return;
    }
    const link = event.target.closest(".stHtml a[href]");
    if (!link) return;
    const href = link.getAttribute("href");
    event.preventDefault();
    if (!href.startsWith("#")) { visit(href, link.closest(".further, .stay") !== null); return; }
    const target = href === "#cited" ? document.querySelector("mark.cited") : document.getElementById(href.slice(1));
    if (target) target.scrollIntoView({ block: href.startsWith("#s") ? "start" : "center" });
    link.closest("details.narrow")?.removeAttribute("open");
  });

  window.addEventListener("popstate", (event) => {
    if (!event.isTrusted) return;
    const left = sessionStorage.getItem(key());
    arrive(Number(left || 0), left === null);
  });
  document.addEventListener("scroll", () => { if (!goal) remember(); }, { capture: true, passive: true });
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { if (goal && goal.top !== null) goal = null; }, { passive: true });
  }
  // 返回 only where there is somewhere to go back to.
  new MutationObserver(() => {
    document.querySelectorAll("button[data-back][hidden]").forEach((b) => { if (history.length > 1) b.hidden = false; });
  }).observe(document.body, { childList: true, subtree: true });
  // At the first visit the citation may be there before this script: it is what was asked for, not left over.
  goal = { top: null, cited: true, until: Date.now() + 20000, since: Date.now() };
  requestAnimationFrame(settle);
})();
