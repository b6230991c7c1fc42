import { call, unwrap, type Me, type Page, type PhoneNumber, type TemplatePage, type User } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type ApiKey = Schemas["APIKeyRecord"];
export type CreatedKey = Schemas["CreatedKeyRecord"];
export type AuditEntry = Schemas["AuditRecord"];

export type Role = NonNullable<Schemas["MyProjectRecord"]["role"]>;
export type Invitation = Schemas["InvitationRecord"];
export type Invited = Schemas["InvitedRecord"];
export type OwnSession = Schemas["SessionRecord"];
export type Health = Schemas["HealthRecord"];
export type Check = Schemas["CheckRecord"];
export type CheckStep = Schemas["CheckStepRecord"];
export type Figures = Schemas["FiguresRecord"];
export type MetaApp = Schemas["MetaAppRecord"];
export type AuditFilter = { actor?: string; action?: string };

const all = { page: 1, per_page: 100 };
const at = encodeURIComponent;

/** What only the settings ask for; it comes with their chunk. */
export const settingsApi = {
  invitations: (signal?: AbortSignal) => call<{ data: Invitation[] }>("GET", "/invitations", { query: all, signal }).then(unwrap),
  invite: (email: string, role: Role) => call<{ data: Invited }>("POST", "/invitations", { body: { invitation: { email, role } } }).then(unwrap),
  revokeInvitation: (id: string) => call<unknown>("DELETE", `/invitations/${at(id)}`),
  setRole: (userId: string, role: Role) => call<{ data: User }>("PATCH", `/users/${at(userId)}`, { body: { user: { role } } }).then(unwrap),
  removeMember: (userId: string) => call<unknown>("DELETE", `/users/${at(userId)}`),
  rename: (name: string) => call<{ data: Me }>("PATCH", "/me", { body: { user: { name } } }).then(unwrap),
  changePassword: (current: string, next: string) => call<unknown>("POST", "/me/password", { body: { password: { current, new: next } }, timeout: 30_000 }),
  sessions: (signal?: AbortSignal) => call<{ data: OwnSession[] }>("GET", "/sessions", { query: all, signal }).then(unwrap),
  endSession: (id: string) => call<unknown>("DELETE", `/sessions/${at(id)}`),
  metaApps: (signal?: AbortSignal) => call<{ data: MetaApp[] }>("GET", "/meta_apps", { query: all, signal }).then(unwrap),
  addMetaApp: (app: { name: string; app_secret: string; verify_token: string }) => call<{ data: MetaApp }>("POST", "/meta_apps", { body: { meta_app: app } }).then(unwrap),
  updateMetaApp: (id: string, app: { verify_token: string } | { app_secret: string }) => call<{ data: MetaApp }>("PATCH", `/meta_apps/${at(id)}`, { body: { meta_app: app } }).then(unwrap),
  addNumber: (number: Record<string, string>) => call<{ data: PhoneNumber }>("POST", "/whatsapp/phone_numbers", { body: { phone_number: number } }).then(unwrap),
  updateNumber: (id: string, number: { name: string; access_token: string }) => call<{ data: PhoneNumber }>("PATCH", `/whatsapp/phone_numbers/${at(id)}`, { body: { phone_number: number } }).then(unwrap),
  disconnect: (id: string) => call<unknown>("DELETE", `/whatsapp/phone_numbers/${at(id)}`),
  check: (id: string, subscribe: boolean) => call<{ data: Check }>("POST", `/whatsapp/phone_numbers/${at(id)}/check`, { body: { check: { subscribe } } }).then(unwrap),
  getCheck: (id: string, signal?: AbortSignal) => call<{ data: Check }>("GET", `/whatsapp/phone_numbers/${at(id)}/check`, { signal }).then(unwrap),
  figures: (id: string, signal?: AbortSignal) => call<{ data: Figures }>("GET", `/whatsapp/phone_numbers/${at(id)}/figures`, { signal }).then(unwrap),
  templateCount: (phoneNumberId: string, signal?: AbortSignal) =>
    call<TemplatePage>("GET", "/whatsapp/templates", { query: { phone_number_id: phoneNumberId, page: 1, per_page: 1 }, signal, timeout: 40_000 }),
  keys: (signal?: AbortSignal) => call<{ data: ApiKey[] }>("GET", "/api_keys", { query: all, signal }).then(unwrap),
  createKey: (key: { name: string; expires_at?: string; permissions?: string[] }) => call<{ data: CreatedKey }>("POST", "/api_keys", { body: { api_key: key } }).then(unwrap),
  renameKey: (id: string, name: string) => call<{ data: ApiKey }>("PATCH", `/api_keys/${at(id)}`, { body: { api_key: { name } } }).then(unwrap),
  revokeKey: (id: string) => call<unknown>("DELETE", `/api_keys/${at(id)}`),
  audit: (filter: AuditFilter, after: string | undefined, signal?: AbortSignal) => call<Page<AuditEntry>>("GET", "/audit_log", { query: { ...filter, limit: 50, after }, signal }),
};

/** The names of the settings' lists in the query cache. */
export const settingsKeys = {
  apiKeys: ["settings", "keys"] as const,
  sessions: ["settings", "sessions"] as const,
  figures: (numberId: string) => ["settings", "figures", numberId] as const,
  metaApps: ["settings", "meta_apps"] as const,
  audit: (filter: AuditFilter) => ["settings", "audit", filter] as const,
};
