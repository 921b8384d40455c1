// SPDX-License-Identifier: GPL-3.0-or-later
// The search page: asks Pagefind's index of the page's language and lists what it finds.
// Nothing leaves this site, and nothing is loaded before somebody types.

const AT_ONCE = 10;
const PAUSE = 200;
const PARTS = 3;

document.getElementById("search").replaceWith(document.getElementById("search").content);
const form = document.querySelector("form.search");
const field = form.elements.q;
const status = document.getElementById("found");
const list = document.getElementById("results");
const more = document.getElementById("more");
let pagefind;
let waiting = [];
let latest = 0;
more.hidden = true;

// One promise, so that two quick keys load it once; after a failure the next key tries again.
function load() {
  pagefind ??= import("/pagefind/pagefind.js")
    .then(async (module) => {
      // Its worker would need a policy of its own; the index of a site like this is small.
      await module.options({ noWorker: true, excerptLength: 25 });
      await module.init();
      return module;
    })
    .catch((error) => {
      pagefind = undefined;
      throw error;
    });
  return pagefind;
}

// Excerpts are HTML with <mark>; of that, only text and marks are taken over.
function excerpt(html) {
  const paragraph = document.createElement("p");
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
    const part = node.nodeName === "MARK" ? document.createElement("mark") : new Text();
    part.textContent = node.textContent;
    paragraph.append(part);
  }
  return paragraph;
}

function link(url, title) {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.textContent = title;
  return anchor;
}

function item(page) {
  const entry = document.createElement("li");
  entry.append(link(page.url, page.meta.title), excerpt(page.excerpt));
  const parts = page.sub_results.filter((part) => part.url !== page.url).slice(0, PARTS);
  if (parts.length) {
    const inside = document.createElement("ul");
    for (const part of parts) {
      const line = document.createElement("li");
      line.append(link(part.url, part.title));
      inside.append(line);
    }
    entry.append(inside);
  }
  return entry;
}

async function show(turn) {
  const pages = await Promise.all(waiting.slice(0, AT_ONCE).map((result) => result.data()));
  if (turn !== latest) return undefined;
  waiting = waiting.slice(AT_ONCE);
  const items = pages.map(item);
  list.append(...items);
  more.hidden = !waiting.length;
  return items[0];
}

function told(count) {
  const { none, one, many } = status.dataset;
  return count === 0 ? none : count === 1 ? one : many.replace("#", count);
}

function clear() {
  waiting = [];
  list.replaceChildren();
  more.hidden = true;
}

async function search() {
  const turn = (latest += 1);
  const words = field.value.trim();
  // Behind the #, which browsers keep to themselves: no request and no referrer carries the words.
  const address = words ? `#q=${encodeURIComponent(words)}` : location.pathname;
  history.replaceState(null, "", address);
  try {
    const results = words ? (await (await load()).search(words)).results : [];
    if (turn !== latest) return;
    clear();
    waiting = results;
    await show(turn);
    if (turn === latest) status.textContent = words ? told(results.length) : "";
  } catch {
    if (turn !== latest) return;
    clear();
    status.textContent = status.dataset.broken;
  }
}

let timer;
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
more.addEventListener("click", async () => {
  const first = await show(latest);
  // The button may be gone: whoever used the keyboard goes on where the new results begin.
  first?.querySelector("a").focus();
});
function searchAddress() {
  field.value = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  if (field.value) search();
}
addEventListener("hashchange", searchAddress);
searchAddress();
