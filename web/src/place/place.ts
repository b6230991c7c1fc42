/** Which part of the inbox is on screen. All of it is in the address, so that a link leads back to it. */
export type Status = "all" | "active" | "ended";
export type Place = {
  conversationId?: string;
  messageId?: string;
  details: boolean;
  status: Status;
  assignee?: string; // "me", "unassigned", or the id of a user; nobody in particular when missing
  unread: boolean;
  number?: string;
  search?: string;
};

export type Tab = "mine" | "unassigned" | "all" | "closed";
export const tabs: readonly Tab[] = ["mine", "unassigned", "all", "closed"];

/** Characters of a search, as many as the server takes. */
export const longestSearch = 100;

const statuses: readonly string[] = ["all", "active", "ended"];

/** Whose conversations somebody looks through are open ones, unless the address says more. */
const usualStatus = (assignee: string | undefined): Status => (assignee ? "active" : "all");

/** Reads a path below the app's own ("/c/{id}") and its query. An older form, ?conversation_id=, means the same. */
export function readPlace(path: string, query: string): Place {
  const params = new URLSearchParams(query);
  const inPath = /^\/c\/([^/]+)/.exec(path)?.[1];
  const assignee = params.get("assignee") || undefined;
  const status = params.get("status") ?? "";
  return {
    conversationId: decode(inPath) ?? params.get("conversation_id") ?? undefined,
    messageId: params.get("m") ?? undefined,
    details: params.get("details") === "1",
    status: statuses.includes(status) ? (status as Status) : usualStatus(assignee),
    assignee,
    unread: ["1", "true"].includes(params.get("unread") ?? ""),
    number: params.get("phone_number_id") || undefined,
    search: params.get("search")?.trim().slice(0, longestSearch) || undefined,
  };
}

function decode(text: string | undefined) {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A place with a change. A message belongs to its conversation and is left with it. */
export function moved(place: Place, change: Partial<Place>): Place {
  const leaves = "conversationId" in change && change.conversationId !== place.conversationId;
  return { ...place, ...(leaves && { messageId: undefined }), ...change };
}

/** The address of a place, below the app's own path. */
export function placeUrl({ conversationId, messageId, details, status, assignee, unread, number, search }: Place): string {
  const params = new URLSearchParams();
  if (status !== usualStatus(assignee)) params.set("status", status);
  if (assignee) params.set("assignee", assignee);
  if (unread) params.set("unread", "1");
  if (number) params.set("phone_number_id", number);
  if (search) params.set("search", search);
  if (conversationId && messageId) params.set("m", messageId);
  if (conversationId && details) params.set("details", "1");
  const query = params.toString();
  return `/${conversationId ? `c/${encodeURIComponent(conversationId)}` : ""}${query && `?${query}`}`;
}

/** The API's filter for a place, as a person sees it. */
export function filterOf({ status, assignee, unread, number }: Place, viewerId: string) {
  return {
    status: status === "all" ? undefined : status,
    assigned_user_id: assignee === "me" ? viewerId : assignee === "unassigned" ? undefined : assignee,
    unassigned: assignee === "unassigned" || undefined,
    unread: unread || undefined,
    phone_number_id: number,
  };
}

export function tabOf({ status, assignee }: Place): Tab {
  if (assignee === "me") return "mine";
  if (assignee === "unassigned") return "unassigned";
  return status === "ended" && !assignee ? "closed" : "all";
}

/** What a tab changes: its own filters and none of the others. */
export function goTab(tab: Tab): Partial<Place> {
  const assignee = tab === "mine" ? "me" : tab === "unassigned" ? "unassigned" : undefined;
  return { assignee, status: tab === "closed" ? "ended" : usualStatus(assignee), search: undefined };
}

/** The filters besides those that make the tab. */
export type Extra = "status" | "assignee" | "unread" | "number";
export function extrasOf(place: Place): Extra[] {
  const tab = tabOf(place);
  const extras: Extra[] = [];
  if (tab !== "closed" && place.status !== usualStatus(place.assignee)) extras.push("status");
  if (tab === "all" && place.assignee) extras.push("assignee");
  if (place.unread) extras.push("unread");
  if (place.number) extras.push("number");
  return extras;
}

/** What takes filters away. A status stays what is usual. */
export function without(place: Place, extras: readonly Extra[]): Partial<Place> {
  const assignee = extras.includes("assignee") ? undefined : place.assignee;
  return {
    assignee,
    status: extras.includes("status") || extras.includes("assignee") ? usualStatus(assignee) : place.status,
    unread: extras.includes("unread") ? false : place.unread,
    number: extras.includes("number") ? undefined : place.number,
  };
}
