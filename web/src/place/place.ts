/** Which part of the inbox is on screen. All of it is in the address, so that a link leads back to it. */
export type Tab = "all" | "open" | "unread" | "closed";
export type Place = { conversationId?: string; messageId?: string; details: boolean; tab: Tab; number?: string; search?: string };

const tabs: readonly string[] = ["all", "open", "unread", "closed"];

/** Reads a path below the app's own ("/c/{id}") and its query. An older form, ?conversation_id=, means the same. */
export function readPlace(path: string, query: string): Place {
  const params = new URLSearchParams(query);
  const inPath = /^\/c\/([^/]+)/.exec(path)?.[1];
  const tab = params.get("tab") ?? "all";
  return {
    conversationId: decode(inPath) ?? params.get("conversation_id") ?? undefined,
    messageId: params.get("m") ?? undefined,
    details: params.get("details") === "1",
    tab: tabs.includes(tab) ? (tab as Tab) : "all",
    number: params.get("number") ?? undefined,
    search: params.get("q") ?? undefined,
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
export function placeUrl({ conversationId, messageId, details, tab, number, search }: Place): string {
  const params = new URLSearchParams();
  if (tab !== "all") params.set("tab", tab);
  if (number) params.set("number", number);
  if (search) params.set("q", search);
  if (conversationId && messageId) params.set("m", messageId);
  if (conversationId && details) params.set("details", "1");
  const query = params.toString();
  return `/${conversationId ? `c/${encodeURIComponent(conversationId)}` : ""}${query && `?${query}`}`;
}

/** The API's filter for a place. */
export function filterOf({ tab, number, search }: Place) {
  return {
    status: tab === "open" ? "active" : tab === "closed" ? "ended" : undefined,
    unread: tab === "unread" || undefined,
    phone_number_id: number,
    phone_number: search?.replace(/\D/g, "") || undefined,
  };
}
