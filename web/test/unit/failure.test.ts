import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { ApiError } from "@/api/client";
import { startTexts } from "@/i18n";
import en from "@/i18n/en.json";
import { whyNot } from "@/i18n/failure";

const here = (path: string) => join(import.meta.dirname, path);
const codes = [...readFileSync(here("../../../internal/fault/codes.go"), "utf8").matchAll(/^\tCode\w+ += "(\w+)"$/gm)].map((found) => found[1]!);

/** The codes without words of the app's own, and why. */
const without: Record<string, string> = {
  // One code for many rules: only the server's sentence says which.
  invalid_input: "names the input and its rule",
  already_exists: "names what exists",
  conflict: "names the rule",
  reference_missing: "names the record",
  too_large: "names the limit",
  media_too_large: "names the limit",
  media_type_not_supported: "names the types",
  too_many_waiting_sends: "names how many wait",
  whatsapp_refused: "gives WhatsApp's own reason",
  outcome_unknown: "names who hasn't answered",
  unavailable: "names what is away",
  number_in_use: "names what the number is used for",
  other_account: "names the account",
  target_not_allowed: "names the address",
  address_unresolvable: "names the address",
  cross_origin_request: "says how a request is made",
  // No screen meets them.
  invalid_json: "a program's mistake",
  invalid_cursor: "a program's mistake",
  method_not_allowed: "a program's mistake",
  events_expired: "screens read the records anew",
  signature_mismatch: "of webhooks and of links to files",
  wrong_keyset: "stops the start of the server",
};

beforeAll(startTexts);

it("has words for every code that a screen can meet", () => {
  expect(codes.length).toBeGreaterThan(40);
  expect(codes.filter((code) => !(`error.code.${code}` in en) && !(code in without))).toEqual([]);
  expect(codes.filter((code) => `error.code.${code}` in en && code in without)).toEqual([]);
});

const ofTheApp = ["file_unreadable"]; // what it finds out by itself

it("has words for no other codes", () => {
  const told = Object.keys(en).flatMap((key) => (key.startsWith("error.code.") ? [key.slice("error.code.".length)] : []));
  expect([...told, ...Object.keys(without)].filter((code) => ![...codes, ...ofTheApp].includes(code))).toEqual([]);
});

it("says a failure in the words of the app, with the facts of the server", () => {
  expect(whyNot(new ApiError(409, "last_owner", "an owner must stay"))).toBe(en["error.code.last_owner"]);
  expect(whyNot(new ApiError(429, "rate_limited", "Slow down.", { retry_after: "7" }))).toBe("Too many attempts. Try again in 7 s.");
  expect(whyNot(new ApiError(429, "rate_limited", "Slow down."))).toBe("Slow down.");
});

it("leaves the word to the server where a code means many things, or is new", () => {
  expect(whyNot(new ApiError(422, "invalid_input", "name: must be given"))).toBe("name: must be given");
  expect(whyNot(new ApiError(409, "of_tomorrow", "Not today."))).toBe("Not today.");
});

it("says when nothing answered, or something else than the server", () => {
  expect(whyNot(new ApiError(0, "unreachable", "No connection"))).toBe(en["error.unreachable"]);
  expect(whyNot(new ApiError(0, "timeout", "No answer in time"))).toBe(en["error.timeout"]);
  expect(whyNot(new ApiError(502, "http_502", "HTTP 502"))).toContain("502");
  expect(whyNot(new Error("x is not a function"))).toBe(en["error.unknown"]);
});

it("is the only place that writes what a request failed with", () => {
  const src = here("../../src");
  const allowed = ["i18n/failure.ts", "record/failure.ts", "features/thread/failure-details.tsx"]; // the others tell of WhatsApp's errors
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f) && !allowed.includes(f));
  expect(files.filter((f) => /\b(error|failure|failed)\??\.message\b/.test(readFileSync(join(src, f), "utf8")))).toEqual([]);
});
