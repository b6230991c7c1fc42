import type { Template } from "@/record/template";
import { projectId } from "./project";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** Who is logged in here is a person, never an API key. */
export type Me = Omit<Schemas["MeRecord"], "user"> & { user: NonNullable<Schemas["PersonRecord"]> };
/** This app never asks for a part of a record's extras, so they are always there. */
export type Conversation = Schemas["ConversationRecord"] & { kapso: Schemas["ConversationExtras"] };
type MessageExtras = Schemas["MessageExtras"];
export type MediaData = Omit<Partial<Schemas["MediaData"]>, "status"> & { status: Schemas["MediaData"]["status"] | "uploading" };
/** The server's record, or a message on its way there, which lacks what the server adds. */
export type Message = Omit<Schemas["MessageRecord"], "kapso"> & { kapso: Pick<MessageExtras, "id"> & Partial<Omit<MessageExtras, "media_data">> & { media_data?: MediaData } };
export type Hit = Omit<Schemas["HitRecord"], "conversation" | "message"> & { conversation: Conversation; message?: Message };
export type Contact = Schemas["ContactRecord"];
export type Note = Schemas["NoteRecord"];
export type PhoneNumber = Schemas["NumberRecord"];
export type User = Schemas["UserRecord"];
export type Assignment = Schemas["AssignmentRecord"];
export type Presence = Schemas["PresenceRecord"];
export type Activity = Schemas["ActivityRecord"];
export type MessageError = Schemas["MessageError"];
type EventData = Omit<Schemas["EventData"], "conversation" | "message"> & { conversation?: Conversation; message?: Message; note_id?: string };
export type LiveEvent = Omit<Schemas["EventRecord"], "data"> & { data: EventData };
export type TemplatePage = Omit<Schemas["TemplatesAnswerBody"], "data"> & { data: Template[] };
export type CannedReply = Schemas["CannedReplyRecord"];
export type CannedReplyFields = { shortcut: string; text: string };
export type Page<T> = { data: T[]; paging: Schemas["Paging"] };

const root = "/platform/v1";
const patience = 10_000; // ms until a read is given up

/** What went wrong with a request. status 0 means that no answer came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly requestId: string | null = null,
    readonly body: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** The same request may succeed later: nothing answered, or the server asks for time. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The record as it is now, when a change was refused because somebody else was first. */
export const currentOf = <T>(error: unknown) => (error instanceof ApiError && error.code === "stale_write" ? (error.body.current as T) : undefined);

type Options = { query?: Record<string, string | number | boolean | undefined>; body?: unknown; form?: FormData; signal?: AbortSignal; timeout?: number; keepalive?: boolean; /** Another project than the tab's; null for none. */ project?: string | null };

const lost = new Set<() => void>();
/** Calls back when the server no longer knows the session. */
export function onSessionLost(tell: () => void) {
  lost.add(tell);
  return () => void lost.delete(tell);
}

const left = new Set<() => void>();
/** Calls back when the person is no longer in the project of this tab. */
export function onProjectLost(tell: () => void) {
  left.add(tell);
  return () => void left.delete(tell);
}

/** Tells everybody who listens that nobody is logged in any more. */
export const loseSession = () => lost.forEach((tell) => tell());

/** One request to the API; an answer other than 2xx is an ApiError. */
export async function call<T>(method: string, path: string, { query, body, form, signal, timeout = patience, keepalive, project = projectId() ?? null }: Options = {}): Promise<T> {
  const clock = AbortSignal.timeout(timeout);
  let response: Response;
  let text: string;
  try {
    response = await fetch(root + path + queryString(query), {
      method,
      credentials: "same-origin",
      keepalive,
      signal: signal ? AbortSignal.any([signal, clock]) : clock,
      headers: { accept: "application/json", ...(project && { "x-project-id": project }), ...(form || method === "GET" ? {} : { "content-type": "application/json" }) },
      body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, clock.aborted ? "timeout" : "unreachable", clock.aborted ? "No answer in time" : "No connection");
  }
  const answer = parse(text);
  if (response.ok) return answer as T;
  if (response.status === 401 && !/^\/(session|invitations\/)/.test(path)) loseSession();
  if (answer.code === "unknown_project" && project === projectId()) left.forEach((tell) => tell());
  throw new ApiError(
    response.status,
    typeof answer.code === "string" ? answer.code : `http_${response.status}`,
    typeof answer.error === "string" ? answer.error : `HTTP ${response.status}`,
    isRecord(answer.fields) ? (answer.fields as Record<string, string>) : {},
    response.headers.get("x-request-id"),
    answer,
  );
}

function queryString(query: Options["query"]) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

export const unwrap = <T>(answer: { data: T }) => answer.data;
const at = encodeURIComponent; // a WhatsApp message id may hold "/" and "="

export type ConversationFilter = { status?: string; unread?: boolean; phone_number_id?: string; assigned_user_id?: string; unassigned?: boolean; contact_id?: string };
/** Where a page of messages is: at a cursor, around a message, or, without any, at the newest. */
export type MessagePlace = { after?: string; before?: string; around?: string };
export type OutgoingMessage = Record<string, unknown> & { type: string; context?: { message_id: string } };

export const api = {
  /** Who is logged in; null for nobody. */
  session: (signal?: AbortSignal) => call<{ data: Schemas["MeRecord"] }>("GET", "/session", { signal, project: null }).then(({ data }): Me | null => (data.user ? { ...data, user: data.user } : null)),
  logIn: (email: string, password: string) => call<{ data: Me }>("POST", "/session", { body: { session: { email, password } } }).then(unwrap),
  logOut: () => call<unknown>("DELETE", "/session", { project: null }),
  logInByLink: (token: string) => call<{ data: Me }>("POST", "/session/link", { body: { link: { token } } }).then(unwrap),
  users: (signal?: AbortSignal) => call<{ data: User[] }>("GET", "/users", { query: { page: 1, per_page: 100 }, signal }).then(unwrap),
  openInvitation: (token: string) => call<{ data: Schemas["OpenedInvitationRecord"] }>("POST", "/invitations/open", { body: { invitation: { token } } }).then(unwrap),
  acceptInvitation: (invitation: { token: string; name?: string; password?: string }) =>
    call<{ data: Me }>("POST", "/invitations/accept", { body: { invitation }, timeout: 30_000 }).then(unwrap),
  setup: (signal?: AbortSignal) => call<{ data: Schemas["SetupRecord"] }>("GET", "/setup", { signal }).then(unwrap),
  setUp: (setup: Schemas["SetupStruct"]) =>
    call<{ data: Me }>("POST", "/setup", { body: { setup }, timeout: 30_000 }).then(unwrap),
  phoneNumbers: (signal?: AbortSignal) => call<{ data: PhoneNumber[] }>("GET", "/whatsapp/phone_numbers", { query: { page: 1, per_page: 100 }, signal }).then(unwrap),
  numberHealth: (signal?: AbortSignal) => call<{ data: Schemas["HealthRecord"][] }>("GET", "/whatsapp/number_health", { query: { page: 1, per_page: 100 }, signal }).then(unwrap),

  conversations: (filter: ConversationFilter, after: string | undefined, limit: number, signal?: AbortSignal) =>
    call<Page<Conversation>>("GET", "/whatsapp/conversations", { query: { ...filter, unread: filter.unread || undefined, limit, after }, signal }),
  search: (q: string, type: Hit["type"], after: string | undefined, limit: number, signal?: AbortSignal) =>
    call<Page<Hit>>("GET", "/whatsapp/search", { query: { q, type, limit, after }, signal }),
  counts: (signal?: AbortSignal) => call<{ data: Schemas["CountsRecord"] }>("GET", "/whatsapp/conversation_counts", { signal }).then(unwrap),
  conversation: (id: string, signal?: AbortSignal, project?: string) => call<{ data: Conversation }>("GET", `/whatsapp/conversations/${at(id)}`, { signal, project }).then(unwrap),
  setStatus: (id: string, status: "active" | "ended") =>
    call<{ data: Conversation }>("PATCH", `/whatsapp/conversations/${at(id)}`, { body: { whatsapp_conversation: { status } } }).then(unwrap),
  assignments: (id: string) => call<{ data: Assignment[] }>("GET", `/whatsapp/conversations/${at(id)}/assignments`, { query: { per_page: 1 } }).then(unwrap),
  assign: (id: string, userId: string, notes: string | undefined) =>
    call<{ data: Assignment }>("POST", `/whatsapp/conversations/${at(id)}/assignments`, { body: { assignment: { user_id: userId, notes } } }).then(unwrap),
  changeAssignment: (id: string, assignmentId: string, assignment: { user_id?: string; notes?: string; active?: boolean }) =>
    call<{ data: Assignment }>("PATCH", `/whatsapp/conversations/${at(id)}/assignments/${at(assignmentId)}`, { body: { assignment } }).then(unwrap),
  loads: (signal?: AbortSignal) => call<{ data: Schemas["LoadRecord"][] }>("GET", "/whatsapp/assignment_loads", { query: { per_page: 100 }, signal }).then(unwrap),
  activities: (id: string, after: string | undefined, signal?: AbortSignal) =>
    call<Page<Activity>>("GET", `/whatsapp/conversations/${at(id)}/activities`, { query: { limit: 100, after }, signal }),
  presences: () => call<{ data: Presence[] }>("GET", "/whatsapp/presences").then(unwrap),
  keepPresence: (id: string, screen: string, typing: boolean) => call<unknown>("PUT", `/whatsapp/conversations/${at(id)}/presence`, { body: { presence: { screen, typing } } }),
  endPresence: (id: string, screen: string) => call<unknown>("DELETE", `/whatsapp/conversations/${at(id)}/presence`, { query: { screen }, keepalive: true }),
  markRead: (id: string, lastMessageId: string) => call<{ data?: Conversation }>("POST", `/whatsapp/conversations/${at(id)}/read`, { body: { last_message_id: lastMessageId } }),
  markUnread: (id: string) => call<{ data?: Conversation }>("DELETE", `/whatsapp/conversations/${at(id)}/read`),
  draft: (id: string, signal?: AbortSignal) => call<{ data: Schemas["DraftRecord"] }>("GET", `/whatsapp/conversations/${at(id)}/draft`, { signal }).then(unwrap),
  drafts: () => call<{ data: Schemas["OwnDraftRecord"][] }>("GET", "/whatsapp/drafts").then(unwrap),
  putDraft: (id: string, text: string, replyTo: string, keepalive?: boolean) => call<unknown>("PUT", `/whatsapp/conversations/${at(id)}/draft`, { body: { draft: { text, reply_to: replyTo } }, keepalive }),
  dropDraft: (id: string, keepalive?: boolean) => call<unknown>("DELETE", `/whatsapp/conversations/${at(id)}/draft`, { keepalive }),

  messages: (conversationId: string, place: MessagePlace, limit: number, signal?: AbortSignal) =>
    call<Page<Message>>("GET", "/whatsapp/messages", { query: { conversation_id: conversationId, limit, ...place }, signal }),
  message: (id: string, signal?: AbortSignal) => call<{ data: Message }>("GET", `/whatsapp/messages/${at(id)}`, { signal }).then(unwrap),
  send: (conversationId: string, message: OutgoingMessage, clientId: string, seenPos: number | undefined) =>
    call<{ data: Message }>("POST", `/whatsapp/conversations/${at(conversationId)}/messages`, { body: { message, client_id: clientId, seen_pos: seenPos }, timeout: 30_000 }).then(unwrap),
  templates: (phoneNumberId: string, page: number, signal?: AbortSignal) =>
    call<TemplatePage>("GET", "/whatsapp/templates", { query: { phone_number_id: phoneNumberId, page, per_page: 100 }, signal, timeout: 40_000 }),
  refreshTemplates: (phoneNumberId: string) => call<TemplatePage>("POST", `/whatsapp/templates/refresh?phone_number_id=${at(phoneNumberId)}`, { timeout: 40_000 }),
  cannedReplies: (page: number, signal?: AbortSignal) => call<{ data: CannedReply[]; meta: Schemas["Meta"] }>("GET", "/canned_replies", { query: { page, per_page: 100 }, signal }),
  addCannedReply: (reply: CannedReplyFields) => call<{ data: CannedReply }>("POST", "/canned_replies", { body: { canned_reply: reply } }).then(unwrap),
  changeCannedReply: (id: string, reply: CannedReplyFields) => call<{ data: CannedReply }>("PATCH", `/canned_replies/${at(id)}`, { body: { canned_reply: reply } }).then(unwrap),
  dropCannedReply: (id: string) => call<unknown>("DELETE", `/canned_replies/${at(id)}`),
  start: (phoneNumberId: string, phoneNumber: string, message: OutgoingMessage, clientId: string) =>
    call<{ data: { whatsapp_conversation: Conversation; message: Message } }>("POST", "/whatsapp/conversations", {
      body: { whatsapp_conversation: { phone_number_id: phoneNumberId, phone_number: phoneNumber }, message, client_id: clientId }, timeout: 30_000,
    }).then(unwrap),
  retry: (messageId: string) => call<{ data: Message }>("POST", `/whatsapp/messages/${at(messageId)}/retry`, { body: {} }).then(unwrap),
  contact: (id: string, signal?: AbortSignal) => call<{ data: Contact }>("GET", `/whatsapp/contacts/${at(id)}`, { signal }).then(unwrap),
  /** Refused with stale_write when the name is no longer the one that was seen. */
  renameContact: (id: string, name: string, seen: string) => call<{ data: Contact }>("PATCH", `/whatsapp/contacts/${at(id)}`, { body: { contact: { display_name: name }, seen_display_name: seen } }).then(unwrap),
  erasure: (id: string) => call<{ data: Schemas["ErasureRecord"] }>("GET", `/whatsapp/contacts/${at(id)}/erasure`).then(unwrap),
  eraseContact: (id: string) => call<unknown>("DELETE", `/whatsapp/contacts/${at(id)}`),
  block: (id: string, phoneNumberId: string) =>
    call<{ data: Contact }>("POST", `/whatsapp/contacts/${at(id)}/block`, { body: { block: { phone_number_id: phoneNumberId } }, timeout: 30_000 }).then(unwrap),
  unblock: (id: string, phoneNumberId: string) =>
    call<{ data: Contact }>("DELETE", `/whatsapp/contacts/${at(id)}/block`, { query: { phone_number_id: phoneNumberId }, timeout: 30_000 }).then(unwrap),
  notes: (contactId: string, after: string | undefined, limit: number, signal?: AbortSignal) =>
    call<Page<Note>>("GET", `/whatsapp/contacts/${at(contactId)}/notes`, { query: { limit, after }, signal }),
  addNote: (contactId: string, content: string) => call<{ data: Note }>("POST", `/whatsapp/contacts/${at(contactId)}/notes`, { body: { note: { content } } }).then(unwrap),
  /** This and the deletion are refused with stale_write when the note is no longer as it was seen, at its updated_at. */
  changeNote: (contactId: string, id: string, content: string, seen: string) =>
    call<{ data: Note }>("PATCH", `/whatsapp/contacts/${at(contactId)}/notes/${at(id)}`, { body: { note: { content }, seen_updated_at: seen } }).then(unwrap),
  deleteNote: (contactId: string, id: string, seen: string) => call<unknown>("DELETE", `/whatsapp/contacts/${at(contactId)}/notes/${at(id)}`, { query: { seen_updated_at: seen } }),
  restoreNote: (contactId: string, id: string) => call<unknown>("POST", `/whatsapp/contacts/${at(contactId)}/notes/${at(id)}/restore`, { body: {} }),
  events: (after: number, limit: number, signal?: AbortSignal) => call<Page<LiveEvent>>("GET", "/events", { query: { after, limit }, signal }),
};
