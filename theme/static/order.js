// SPDX-License-Identifier: GPL-3.0-or-later
// The order form: shows what it comes to, hides what does not matter, looks at domain names early.
// The intake decides all of it again; without this script the form is complete.

const form = document.querySelector("form.order");
const field = (name) => form.elements.namedItem(name);
const all = (selector, inside = form) => [...inside.querySelectorAll(selector)];
const sum = document.createElement("p");
sum.className = "notice";
sum.setAttribute("role", "status");
form.querySelector("button").parentNode.before(sum);
const money = new Intl.NumberFormat(form.dataset.locale, { style: "currency", currency: "EUR" });

function count(input) {
  if (input.type === "checkbox") return input.checked ? 1 : 0;
  return /^[0-9]{1,3}$/.test(input.value.trim()) ? Number(input.value) : 0;
}

// "1:300:150,12:3000" is the price of each term in cents, and the solidarity price.
function offer(box) {
  const pieces = count(box.querySelector('[name^="offer."]'));
  if (!pieces || !box.dataset.terms) return 0;
  const place = box.querySelector("select")?.selectedIndex ?? 0;
  const [, net, low = net] = box.dataset.terms.split(",")[place].split(":").map(Number);
  let cents = pieces * ((field("solidarity").checked ? low : net) + Number(box.dataset.setup ?? 0));
  for (const option of all("[data-nets]", box)) {
    cents += count(option) * Number(option.dataset.nets.split(",")[place]);
  }
  return cents;
}

const names = (area) => area.value.split("\n").map((line) =>
  line.trim().toLowerCase().replace(/^(https?:\/\/)?(www\.(?=[^.]+\.[^.]))?|\/$/g, ""));
const ending = (name) => name.slice(name.indexOf(".") + 1);

// "be 12:1200 24:2400;org 12:1800" has the prices of each ending: {be: {12: 1200, 24: 2400}, …}.
function prices(area) {
  // Renewals that cost what registering costs do not say it twice.
  const text = area.dataset.prices || field("names.register").dataset.prices;
  const rows = text.split(";").filter(Boolean).map((row) => row.split(" "));
  return Object.fromEntries(rows.map(([name, ...terms]) =>
    [name, Object.fromEntries(terms.map((term) => term.split(":")))]));
}

function named(area) {
  const known = prices(area);
  const select = field(area.name.replace("names", "months"));
  return names(area).reduce((cents, name) => {
    const terms = known[ending(name)] ?? {};
    return cents + Number((select ? terms[select.value] : Object.values(terms)[0]) ?? 0);
  }, 0);
}

// In tenths of a percent. A VAT number from elsewhere in the Union changes nothing until staff say so.
function rate() {
  const country = field("country").selectedOptions[0];
  const own = Number(country.dataset.vat ?? country.parentNode.dataset.vat ?? 0);
  return own && field("vat_number").value.trim() && !field("vat_number").disabled
    ? Number(form.dataset.home) : own;
}

function gift() {
  const typed = field("gift_amount").value.replace(/[€\s]/g, "");
  const [, euros, cents = "00"] = /^(\d{1,5})(?:[.,](\d\d))?$/.exec(typed || field("gift").value) ?? [];
  return euros ? Number(euros + cents) : 0;
}

const shows = {
  person: () => field("customer_kind").value === "person",
  organisation: () => field("customer_kind").value === "organisation",
  names: () => all("[data-prices]").some((area) => area.value.trim()),
  needs: () => all("[data-needs]").some((box) => count(box.querySelector('[name^="offer."]'))),
};

function look() {
  for (const part of all("[data-for]")) {
    part.hidden = !shows[part.dataset.for]() && !part.querySelector("[aria-invalid]");
    for (const one of all("input,select,textarea", part)) one.disabled = part.hidden;
  }
  const nets = [...all(".offer").map(offer), ...all("[data-prices]").map(named)];
  const net = nets.reduce((one, other) => one + other, 0);
  // VAT once on the sum, half up, in whole numbers: intake/model/pricing.py.
  const cents = net + Math.floor((net * rate() + 500) / 1000) + gift();
  sum.hidden = !cents;
  sum.textContent = form.dataset.sum.replace("#", money.format(cents / 100));
}

function check(area) {
  const known = prices(area);
  const bad = names(area).findIndex((name) => name
    && !(ending(name) in known && /^[^\s.-]([^\s.]{0,61}[^\s.-])\./.test(name)));
  area.nextElementSibling?.remove();
  if (bad < 0) return;
  const told = document.createElement("strong");
  told.className = "fault";
  told.setAttribute("role", "status");
  told.textContent = form.dataset.bad.replace("#", bad + 1);
  area.after(told);
}

form.addEventListener("input", look);
form.addEventListener("change", (event) => {
  if ("prices" in event.target.dataset) check(event.target);
});
addEventListener("pageshow", look);
look();
