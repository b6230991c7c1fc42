// The operations that every version of the SDK must carry out on every dialect.
// An operation is a distinct method or kind of message whose effect is read
// back; expected errors are a group of their own.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { files } from "./files.js";
import { contacts, conversations, history, templates } from "./lists.js";
import { many } from "./many.js";
import { media } from "./media.js";
import { startPostgres } from "./postgres.js";
import { receiving } from "./receives.js";
import { refusals } from "./refusals.js";
import { startRig } from "./rig.js";
import { sending } from "./sends.js";

const minimum = 40;

/** Declares everything for one version of the SDK; it lacks these methods of messages. */
export function contract(version, sdk, lacks = []) {
  describe(`@kapso/whatsapp-cloud-api ${version} on SQLite`, () => operations(version, sdk, lacks, () => undefined));
  describe(`@kapso/whatsapp-cloud-api ${version} on PostgreSQL`, () => {
    let postgres;
    before(async () => {
      postgres = await startPostgres();
    });
    operations(version, sdk, lacks, () => postgres.create());
    after(() => postgres?.stop());
  });
}

/** The operations against one server; database gives the URL of a fresh database, or nothing for a file. */
function operations(version, { WhatsAppClient }, lacks, database) {
  const ctx = { WhatsAppClient, database };
  const passed = new Set();
  const op = (what, name, run) =>
    test(name, async () => {
      await run(ctx);
      passed.add(what);
    });

  before(async () => {
    ctx.rig = await startRig({ databaseURL: database() });
    ctx.client = new WhatsAppClient(ctx.rig.settings());
    ctx.links = await ctx.rig.serveFiles(files);
    ctx.phoneNumberId = ctx.rig.info.phone_number_id;
  });
  after(async () => assert.deepEqual(await ctx.rig?.stop(), [0, 0]));

  describe("messages out", () => sending(op, lacks));
  describe("messages in", () => receiving(op));
  describe("media", () => media(op));
  describe("templates", () => templates(op));
  describe("conversations", () => conversations(op));
  describe("history", () => history(op));
  describe("contacts", () => contacts(op));
  describe("many at once", () => many(op));
  describe("expected errors", () => refusals((name, run) => test(name, () => run(ctx))));
  test(`at least ${minimum} operations passed`, (t) => {
    t.diagnostic(`${passed.size} operations passed with ${version}`);
    assert.ok(passed.size >= minimum, `${passed.size} passed`);
  });
}
