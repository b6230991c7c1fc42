import { ApiError } from "@/api/client";
import { projectId, projectQuery } from "@/api/project";

/** A simulated person as the simulator's control API shows them. */
export type Customer = {
  id: string;
  name: string;
  /** With "+"; empty for somebody who is known by user id only. */
  phone: string;
  bsuid: string;
  username: string;
  phone_hidden: boolean;
  on_whatsapp: boolean;
  online: boolean;
  deliver_after_seconds: number;
  read_receipts: boolean;
  reads_at_once: boolean;
  blocked: boolean;
  blocked_by_business: boolean;
  marketing_stopped: boolean;
  unread: number;
  window_until: string | null;
  business_typing_until: string | null;
  last_message?: { type: string; summary: string; at: string; from: "business" | "customer" };
};

export type Node = Record<string, unknown>;
export type Choice = { kind: string; id: string; title: string; description?: string; section?: string; url?: string };

/** A message as the phone shows it. `state` is what its sender would see. */
export type PhoneMessage = {
  id: string;
  seq: number;
  customer: string;
  from: "business" | "customer";
  type: string;
  at: string;
  state: string;
  on_phone: boolean;
  seen: boolean;
  content: unknown;
  voice: boolean;
  business_reaction: string;
  customer_reaction: string;
  edited_at: string | null;
  revoked_at: string | null;
  context?: { id?: string; from?: string; forwarded?: boolean; frequently_forwarded?: boolean };
  template?: Node;
  choices?: Choice[];
  media?: { id: string; mime_type: string; size: number; filename: string };
  errors?: { code: number; title?: string }[];
};

export type Traffic = {
  seq: number;
  at: string;
  kind: "outbound" | "call" | "inbound" | "receipt" | "webhook" | "fault";
  summary: string;
  method?: string;
  path?: string;
  status?: number;
  error?: string;
  ms: number;
  customer?: string;
  attempt?: number;
  request?: unknown;
  response?: unknown;
};

/** A fault rule; which members count depends on its kind. */
export type Fault = { id: string; kind: string; name?: string; off?: boolean; hits: number; next?: number; every?: number; seconds?: number; times?: number; code?: number; event?: string; status?: string };
export type Clock = { now: string; factor: number };
export type BusinessNumber = { display_phone_number: string; verified_name: string };
export type Chat = { customer: Customer; data: PhoneMessage[] };

const root = "/platform/v1/simulator/control";
const patience = 20_000; // ms; a jump of the clock first does all that became due

export const eventsUrl = () => `${root}/events${projectQuery()}`;
export const mediaUrl = (id: string) => `${root}/media/${encodeURIComponent(id)}${projectQuery()}`;

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  let answer: Record<string, unknown>;
  try {
    response = await fetch(root + path, {
      method,
      credentials: "same-origin",
      signal: AbortSignal.timeout(patience),
      headers: { accept: "application/json", ...(projectId() && { "x-project-id": projectId() }), ...(method === "GET" ? {} : { "content-type": "application/json" }) },
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
    });
    answer = parsed(await response.text());
  } catch {
    throw new ApiError(0, "unreachable", "No connection");
  }
  if (response.ok) return answer as T;
  throw new ApiError(response.status, String(answer.code ?? `http_${response.status}`), typeof answer.error === "string" ? answer.error : `HTTP ${response.status}`);
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const of = (id: string) => `/customers/${encodeURIComponent(id)}`;
const unwrap = <T>(answer: { data?: T[] }) => answer.data ?? [];

export type CustomerChange = Partial<Pick<Customer, "name" | "phone" | "username" | "phone_hidden" | "on_whatsapp" | "online" | "deliver_after_seconds" | "read_receipts" | "reads_at_once" | "blocked" | "marketing_stopped">>;
export type Outgoing = Node & { type: string };

/** The simulator's control API, reached over the server with the session. */
export const control = {
  customers: () => call<{ data: Customer[] }>("GET", "/customers").then(unwrap),
  create: (customer: CustomerChange) => call<Customer>("POST", "/customers", customer),
  change: (id: string, change: CustomerChange) => call<Customer>("PATCH", of(id), change),
  remove: (id: string) => call<unknown>("DELETE", of(id)),
  changeNumber: (id: string, phone: string) => call<Customer>("POST", `${of(id)}/change-number`, { phone }),
  chat: (id: string) => call<Chat>("GET", `${of(id)}/messages?limit=200`),
  send: async (id: string, message: Outgoing, file?: File) => call<PhoneMessage>("POST", `${of(id)}/messages`, file ? { ...message, media: await inline(file) } : message),
  seen: (id: string) => call<{ seen: number }>("POST", `${of(id)}/seen`),
  played: (id: string, messageId: string) => call<PhoneMessage>("POST", `${of(id)}/played`, { message_id: messageId }),
  number: () => call<BusinessNumber>("GET", "/number"),
  traffic: () => call<{ data: Traffic[] }>("GET", "/traffic?limit=200").then(unwrap),
  faults: () => call<{ data: Fault[] }>("GET", "/faults").then(unwrap),
  addFault: (fault: Node) => call<Fault>("POST", "/faults", fault),
  changeFault: (id: string, change: Node) => call<Fault>("PATCH", `/faults/${encodeURIComponent(id)}`, change),
  removeFault: (id: string) => call<unknown>("DELETE", `/faults/${encodeURIComponent(id)}`),
  clock: () => call<Clock>("GET", "/clock"),
  moveClock: (move: { advance?: string; factor?: number }) => call<Clock>("POST", "/clock", move),
  reset: () => call<unknown>("POST", "/reset"),
};

/** A file as a member of the JSON body: other bodies are refused on the way. */
function inline(file: File): Promise<Node> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ data: String(reader.result).replace(/^[^,]*,/, ""), mime_type: file.type || "application/octet-stream", filename: file.name });
    reader.onerror = () => failed(new ApiError(0, "unreadable", "The file can’t be read"));
    reader.readAsDataURL(file);
  });
}
