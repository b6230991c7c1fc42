import { describe, expect, it } from "vitest";
import { emptyForms, limits, messageOf, problemsOf } from "@/record/composed";
import { pointIn } from "@/record/coordinates";

describe("a point", () => {
  for (const [text, latitude, longitude, name] of [
    ["41.3851, 2.1734", 41.3851, 2.1734],
    [" -34.6 -58.4 ", -34.6, -58.4],
    ["41,3851; 2,1734", 41.3851, 2.1734],
    ["41.3851° N, 2.1734° W", 41.3851, -2.1734],
    [`41°23'06.2"N 2°10'24.2"E`, 41.385056, 2.173389],
    ["geo:48.2,16.3;u=35", 48.2, 16.3],
    ["https://www.google.com/maps/place/Casa+Batll%C3%B3/@41.39,2.16,17z/data=!3m1!4b1!4m6!3m5!8m2!3d41.3916384!4d2.1647677", 41.3916384, 2.1647677, "Casa Batlló"],
    ["https://www.google.com/maps/@41.3916,2.1647,17z", 41.3916, 2.1647],
    ["https://maps.google.com/?q=41.39,2.16", 41.39, 2.16],
    ["https://www.google.com/maps/search/?api=1&query=41.39%2C2.16", 41.39, 2.16],
    ["https://maps.apple.com/?ll=41.39,2.16&q=Casa", 41.39, 2.16],
    ["https://www.openstreetmap.org/?mlat=41.39164&mlon=2.16476#map=16/41/2", 41.39164, 2.16476],
    ["https://www.openstreetmap.org/#map=17/41.39164/2.16476", 41.39164, 2.16476],
  ] as const) it(`is read from ${text.slice(0, 60)}`, () => expect(pointIn(text)).toEqual({ latitude, longitude, ...(name ? { name } : {}) }));

  for (const text of ["", "Barcelona", "91, 2", "41, 181", "41", "https://maps.app.goo.gl/x1", "https://example.com/%E0%A4%A", "1,2,3"]) it(`isn't read from "${text}"`, () => expect(pointIn(text)).toBeNull());
});

it("says what is wrong with a place and makes its message", () => {
  const place = { ...emptyForms.location, latitude: "41,5", longitude: "-2", name: " Harbour " };
  expect(problemsOf.location(emptyForms.location)).toEqual({ latitude: { rule: "latitude" }, longitude: { rule: "longitude" } });
  expect(problemsOf.location(place)).toEqual({});
  expect(messageOf.location(place)).toEqual({ type: "location", location: { latitude: 41.5, longitude: -2, name: "Harbour" } });
});

it("checks a contact and splits its name as WhatsApp wants it", () => {
  expect(problemsOf.contacts({ name: "", phone: "12" })).toEqual({ name: { rule: "missing" }, phone: { rule: "phone" } });
  expect(problemsOf.contacts({ name: "Ana", phone: "+34 (612) 345-678" })).toEqual({});
  expect(messageOf.contacts({ name: "Ana Ribeiro Paz", phone: "+34612", whatsapp: "34612" })).toEqual({
    type: "contacts", contacts: [{ name: { formatted_name: "Ana Ribeiro Paz", first_name: "Ana", last_name: "Ribeiro Paz" }, phones: [{ phone: "+34612", type: "CELL", wa_id: "34612" }] }],
  });
});

it("counts buttons in characters, not in units, and wants them different", () => {
  const form = { ...emptyForms.buttons, body: "When?", buttons: ["💡".repeat(20), "Later", " Later"] };
  expect(problemsOf.buttons(form)).toEqual({ "buttons.2": { rule: "twice" } });
  expect(problemsOf.buttons({ ...form, body: "x".repeat(1025), buttons: ["💡".repeat(21)] })).toEqual({ body: { rule: "too_long", most: limits.body }, "buttons.0": { rule: "too_long", most: limits.buttonTitle } });
  expect(messageOf.buttons({ ...form, footer: "Thanks", buttons: ["Now ", "Later"] })).toEqual({
    type: "interactive",
    interactive: { type: "button", body: { text: "When?" }, footer: { text: "Thanks" }, action: { buttons: [{ type: "reply", reply: { id: "1", title: "Now" } }, { type: "reply", reply: { id: "2", title: "Later" } }] } },
  });
});

it("wants titles of sections as soon as there are two", () => {
  const one = { title: "", rows: [{ title: "Oak", description: "" }] };
  const form = { ...emptyForms.list, body: "Which wood?", button: "Choose", sections: [one] };
  expect(problemsOf.list(form)).toEqual({});
  expect(Object.keys(problemsOf.list({ ...form, sections: [one, one] }))).toEqual(["sections.0.title", "sections.1.title"]);
  expect(messageOf.list(form)).toEqual({
    type: "interactive",
    interactive: { type: "list", body: { text: "Which wood?" }, action: { button: "Choose", sections: [{ rows: [{ id: "1.1", title: "Oak" }] }] } },
  });
});
