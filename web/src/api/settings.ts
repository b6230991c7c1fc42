import { call, unwrap, type Page } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type ApiKey = Schemas["APIKeyRecord"];
export type CreatedKey = Schemas["CreatedKeyRecord"];
export type AuditEntry = Schemas["AuditRecord"];

const all = { page: 1, per_page: 100 };
const at = encodeURIComponent;

/** What only the settings ask for; it comes with their chunk. */
export const settingsApi = {
  keys: (signal?: AbortSignal) => call<{ data: ApiKey[] }>("GET", "/api_keys", { query: all, signal }).then(unwrap),
  createKey: (key: { name: string; expires_at?: string }) => call<{ data: CreatedKey }>("POST", "/api_keys", { body: { api_key: key } }).then(unwrap),
  revokeKey: (id: string) => call<unknown>("DELETE", `/api_keys/${at(id)}`),
  audit: (after: string | undefined, signal?: AbortSignal) => call<Page<AuditEntry>>("GET", "/audit_log", { query: { limit: 50, after }, signal }),
};

/** The names of the settings' lists in the query cache. */
export const settingsKeys = { apiKeys: ["settings", "keys"] as const, audit: ["settings", "audit"] as const };
