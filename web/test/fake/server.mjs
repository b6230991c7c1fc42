// A small stand-in for the server, for tests and for looking at the app. It keeps everything in memory and is not shipped.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";
import { me, number, photo, refresh, seed, silence } from "./data.mjs";

const dist = process.env.RELEVO_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const csp = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self' ws:; worker-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export async function startFake({ port = 0, now = Date.now(), extra = 60, empty = false } = {}) {
  const state = seed(now, extra);
  if (empty) state.conversations = [];
  const fake = {
    state, me, loggedIn: true, setupOpen: false, sends: new Map(), posts: [], reads: [], drafts: new Map(), events: [], sockets: new Set(),
    /** Set to a function (method, path) => {status, body} | "drop" | undefined to disturb. */
    disturb: null,
    publish(type, conversation, message, actor = "system") {
      const event = { pos: ++state.pos, type, subject: conversation?.id, actor, data: { conversation_id: conversation?.id, conversation, message }, at: new Date().toISOString() };
      fake.events.push(event);
      fake.push(event);
      return event;
    },
    push(data) {
      const push = JSON.stringify({ push: { channel: "prj:p1", pub: { data, offset: state.pos } } });
      for (const socket of fake.sockets) socket.send(push);
    },
    say(conversation, body) {
      const message = state.make(conversation, now - Date.now(), { type: "text", text: { body } });
      refresh(state, conversation);
      conversation.kapso.unread_count++;
      return fake.publish("message.received", structuredClone(conversation), message);
    },
    setStatus(conversation, message, status) {
      message.kapso.status = status;
      refresh(state, conversation);
      return fake.publish("message.status_changed", structuredClone(conversation), structuredClone(message));
    },
    cut: () => fake.sockets.forEach((s) => s.terminate()),
    close: () => new Promise((done) => { fake.cut(); server.closeAllConnections(); server.close(done); }),
  };
  const server = createServer((request, response) => void answer(fake, request, response).catch((error) => { response.statusCode = 500; response.end(JSON.stringify({ error: String(error), code: "internal" })); }));
  realtime(server, fake);
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  fake.url = `http://127.0.0.1:${server.address().port}`;
  return fake;
}

/** As much of centrifuge's JSON protocol as a server-side subscription needs. */
function realtime(server, fake) {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (fake.disturb?.("WS", "/realtime") === "drop") return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on("message", (data) => {
        for (const line of String(data).split("\n").filter(Boolean)) {
          const command = JSON.parse(line);
          if (!command.connect) continue;
          ws.send(JSON.stringify({ id: command.id, connect: { client: "x", version: "fake", subs: { "prj:p1": { recoverable: true, epoch: "e", offset: fake.state.pos, recovered: false, was_recovering: !!command.connect.subs } }, ping: 25, pong: true } }));
          fake.sockets.add(ws);
        }
      });
      ws.on("close", () => fake.sockets.delete(ws));
    });
  });
}

const page = (rows, query, size) => {
  const limit = Number(query.get("limit") ?? size);
  const around = query.get("around") ? rows.findIndex((r) => r.id === query.get("around") || r.kapso?.id === query.get("around")) : -1;
  const end = query.get("before") ? Number(query.get("before")) : undefined;
  const start = Math.max(0, around >= 0 ? around - Math.floor(limit / 2) : end !== undefined ? end - limit : Number(query.get("after") ?? 0));
  const stop = end ?? start + limit;
  return { data: rows.slice(start, stop), paging: { cursors: { before: start > 0 ? String(start) : null, after: stop < rows.length ? String(stop) : null }, next: null, previous: null } };
};

async function answer(fake, request, response) {
  const url = new URL(request.url, "http://x");
  const path = decodeURIComponent(url.pathname);
  const disturbed = await fake.disturb?.(request.method, path);
  if (disturbed === "drop") return request.socket.destroy();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const json = (status, body) => { response.writeHead(status, { "content-type": "application/json", "x-request-id": "req_5TQ0M2" }); response.end(JSON.stringify(body)); };
  if (disturbed) return json(disturbed.status, disturbed.body);
  if (!path.startsWith("/platform/v1")) return file(path, response);
  if (request.method !== "GET" && !path.endsWith("/media") && request.headers["content-type"] !== "application/json") return json(415, { error: "Send JSON.", code: "unsupported_media_type" });
  const body = raw.length && !path.endsWith("/media") ? JSON.parse(raw) : {};
  const result = api(fake, request.method, path.slice("/platform/v1".length), url.searchParams, body);
  return json(result.status ?? 200, result.body ?? {});
}

const refused = (status, error, code, fields) => ({ status, body: { error, code, fields } });

function api(fake, method, path, query, body) {
  const { state } = fake;
  if (path === "/setup") {
    if (method === "GET") return { body: { data: { open: fake.setupOpen } } };
    if (body.setup.token !== "right") return refused(422, "This link is no longer valid.", "invalid_token");
    fake.loggedIn = true;
    return { status: 201, body: { data: { ...me, pos: state.pos } } };
  }
  const session = { ...me, pos: state.pos };
  if (path === "/session" && method === "GET") return { body: { data: fake.loggedIn ? session : { user: null, projects: [], pos: 0 } } };
  if (path === "/session") {
    fake.loggedIn = method === "POST" && body.session.password === "correct horse";
    return method === "DELETE" || fake.loggedIn ? { body: { data: session } } : refused(401, "Email and password don't match.", "unauthenticated");
  }
  if (!fake.loggedIn) return refused(401, "Log in or send an API key.", "unauthenticated");
  if (path === "/me") return { body: { data: session } };
  if (path === "/media") return { status: 201, body: { data: { id: "m1", url: "/media/photo.svg" } } };
  if (path === "/events") return { body: page(fake.events.filter((e) => e.pos > Number(query.get("after"))), new URLSearchParams({ limit: "500" }), 500) };
  if (path === "/users") return { body: { data: [{ id: 1, user_id: me.user.id, name: me.user.name, email: me.user.email, role: "owner" }], meta: {} } };
  if (path === "/session/link") return refused(401, "This link is no longer valid.", "unauthenticated");
  if (path === "/whatsapp/phone_numbers") return { body: { data: [number], meta: { page: 1 } } };
  if (path === "/whatsapp/messages") {
    const rows = [...(state.messages.get(query.get("conversation_id")) ?? [])].reverse();
    return { body: page(rows, query, 50) };
  }
  if (path === "/whatsapp/search") return { body: page(search(state, query.get("q").toLowerCase(), query.get("type")), query, 20) };
  if (path === "/whatsapp/conversations") {
    const charge = (c) => (query.get("unassigned") ? !c.kapso.assigned_user_id : !query.get("assigned_user_id") || c.kapso.assigned_user_id === query.get("assigned_user_id"));
    const rows = state.conversations.filter((c) => (!query.get("status") || c.status === query.get("status")) && (!query.get("unread") || c.kapso.unread_count > 0) && charge(c));
    return { body: page(rows.sort((a, b) => Date.parse(b.last_active_at) - Date.parse(a.last_active_at)), query, 30) };
  }
  if (path === "/whatsapp/templates" || path === "/canned_replies") return { body: { data: [], meta: { page: 1, total_pages: 1 } } };
  if (path === "/whatsapp/presences" || path === "/whatsapp/drafts") return { body: { data: [] } };
  const contact = /^\/whatsapp\/contacts\/([^/]+)(\/notes)?$/.exec(path);
  if (contact?.[2]) return { body: page([], query, 20) };
  if (contact) return { body: { data: { id: contact[1], profile_name: "Lucía F.", created_at: "2025-03-12T10:00:00Z", metadata: {}, blocked_phone_number_ids: [] } } };
  const [, id, rest] = /^\/whatsapp\/conversations\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const conversation = state.conversations.find((c) => c.id === id);
  if (!conversation) return refused(404, "There is nothing here.", "not_found");
  if (rest === "activities") return { body: page([], query, 100) };
  return one(fake, method, rest, conversation, body);
}

/** The plainest search that shows hits: a part of the name, the number or the text. */
function search(state, text, type) {
  const marked = (shown, at) => ({ text: shown, highlights: at < 0 ? [] : [[at, text.length]] });
  const hit = (conversation, more) => ({ type, conversation, name: marked(conversation.kapso.contact_name ?? "", -1), phone_number: marked(conversation.phone_number ?? "", -1), ...more });
  if (type === "conversation") {
    return state.conversations.flatMap((c) => {
      const name = (c.kapso.contact_name ?? "").toLowerCase().indexOf(text);
      const phone = (c.phone_number ?? "").indexOf(text);
      return name < 0 && phone < 0 ? [] : [hit(c, { name: marked(c.kapso.contact_name, name), phone_number: marked(c.phone_number, phone) })];
    });
  }
  return state.conversations.flatMap((c) => (state.messages.get(c.id) ?? []).flatMap((message) => {
    const at = (message.text?.body ?? "").toLowerCase().indexOf(text);
    return at < 0 ? [] : [hit(c, { message, text: marked(message.text.body, at) })];
  })).reverse();
}

function one(fake, method, rest, conversation, body) {
  switch (rest) {
    case undefined:
      if (method === "PATCH") {
        conversation.status = body.whatsapp_conversation.status;
        fake.publish("conversation.changed", structuredClone(conversation), undefined, `user:${me.user.id}`);
      }
      return { body: { data: conversation } };
    case "read":
      fake.reads.push([method, conversation.id, body.last_message_id]);
      conversation.kapso.unread_count = method === "POST" ? 0 : 1;
      fake.publish("conversation.read", structuredClone(conversation), undefined, `user:${me.user.id}`);
      return { body: { data: conversation } };
    case "draft":
      if (method === "PUT") fake.drafts.set(conversation.id, body.draft);
      if (method === "DELETE") fake.drafts.delete(conversation.id);
      return { body: { data: { text: "", reply_to: "", ...fake.drafts.get(conversation.id) } } };
    case "presence":
      return { status: 204 };
    case "messages":
      return send(fake, conversation, body);
    default:
      return refused(404, "There is nothing here.", "not_found");
  }
}

function send(fake, conversation, body) {
  fake.posts.push(body);
  const known = fake.sends.get(body.client_id);
  if (known) return { status: 202, body: { data: known } };
  const message = fake.state.make(conversation, 0, body.message.context ? { ...body.message, context: { id: body.message.context.message_id } } : body.message, { direction: "outbound", status: "queued", client_id: body.client_id, sent_by: me.user });
  message.timestamp = String(Math.floor(Date.now() / 1000));
  message.kapso.created_at = new Date().toISOString();
  fake.sends.set(body.client_id, message);
  refresh(fake.state, conversation);
  fake.publish("message.queued", structuredClone(conversation), structuredClone(message), `user:${me.user.id}`);
  return { status: 202, body: { data: message } };
}

async function file(path, response) {
  if (path === "/media/photo.svg") return response.writeHead(200, { "content-type": "image/svg+xml" }).end(photo);
  if (path === "/media/voice.wav") return response.writeHead(200, { "content-type": "audio/wav" }).end(silence());
  const name = /^\/app\/(assets|notifications)\//.test(path) ? path.slice(5) : path.startsWith("/inbox") ? "inbox.html" : "app.html";
  const full = join(dist, normalize(name));
  const bytes = await readFile(full).catch(() => null);
  if (!bytes) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": types[extname(full)] ?? "application/octet-stream", ...(full.endsWith(".html") ? { "content-security-policy": csp } : {}) }).end(bytes);
}
