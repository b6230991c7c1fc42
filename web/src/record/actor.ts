export type ActorKind = "viewer" | "member" | "program" | "system";

/** Who an actor of the log ("user:ID", "api_key:ID", "system") is to this viewer; a member's name is "" when it isn't known here. */
export function actorOf(actor: string | null | undefined, viewerId: string, people: ReadonlyMap<string, string>): { kind: ActorKind; name: string } {
  const [kind, id = ""] = (actor ?? "").split(":");
  if (kind === "user") return id === viewerId ? { kind: "viewer", name: people.get(id) ?? "" } : { kind: "member", name: people.get(id) ?? "" };
  return { kind: kind === "system" ? "system" : "program", name: "" };
}
