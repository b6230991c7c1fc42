import { useQuery, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { api, type Me } from "@/api/client";
import { keys } from "@/api/keys";
import { leaveProject, settleProject } from "@/api/project";
import { actorId, Applier } from "./apply";
import { Begun } from "./begun";
import { BegunNotes } from "./begun-notes";
import { Connection } from "./connection";
import { Drafts } from "./drafts";
import { Outbox } from "./outbox";
import { Picked } from "./picked";
import { Presence } from "./presence";
import { queries } from "./queries";
import { Recordings } from "./recordings";

/** Everything that lives as long as somebody is logged in. */
export type Session = { me: Me; /** The one of this tab; a person may be in none. */ project: Project | undefined; may: (permission: string) => boolean; live: Applier; connection: Connection; presence: Presence; outbox: Outbox; drafts: Drafts; recordings: Recordings; picked: Picked; begun: Begun; begunNotes: BegunNotes };

export type Project = Me["projects"][number];

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession outside of a session");
  return session;
}

export function SessionProvider({ me, cache, children }: { me: Me; cache: QueryClient; children: ReactNode }) {
  const userId = me.user.id;
  const [session, setSession] = useState<Pick<Session, "live" | "connection" | "presence" | "outbox" | "drafts" | "recordings" | "picked" | "begun" | "begunNotes"> | null>(null);
  const project = useMemo(() => settleProject(me.projects), [me]);
  const projectId = project?.id;
  const shown = useRef(projectId);
  const rights = useMemo(() => new Set<string>(project?.permissions ?? []), [project]);
  useEffect(() => {
    // Who lost one project and has another sees nothing more of the first.
    if (shown.current !== projectId) cache.removeQueries({ predicate: (q) => q.queryKey[0] !== keys.me[0] });
    shown.current = projectId;
    byChoice = false;
    const live = new Applier(cache, () => userId, (id) => api.conversation(id), me.pos);
    const presence = new Presence(userId);
    const connection = new Connection(live, presence);
    const owner = `${projectId ?? ""}.${userId}`; // of what is kept in the browser
    const outbox = new Outbox(live, owner);
    const drafts = new Drafts(owner);
    const recordings = new Recordings();
    const picked = new Picked();
    const begun = new Begun();
    const begunNotes = new BegunNotes();
    live.onEvent(({ type, actor, data }) => {
      const id = data?.conversation_id;
      if (!id) return;
      if (type === "conversation.draft_changed" && actorId(actor) === userId) drafts.hear(id);
      if (type === "conversation.erased") [drafts, outbox, begun].forEach((own) => own.forget(id));
      if (type === "conversation.erased" && data.contact_id) begunNotes.forget(data.contact_id);
    });
    if (project?.permissions.includes("message:send")) void drafts.loadAll();
    setSession({ live, connection, presence, outbox, drafts, recordings, picked, begun, begunNotes });
    void connection.start();
    return () => {
      connection.stop();
      live.stop();
      outbox.stop();
      drafts.stop();
      recordings.stop();
      picked.stop();
    };
    // A session is one person's in one project: it begins anew only with another.
  }, [userId, projectId, cache]);
  // Rights follow the person's role while the session goes on.
  const value = useMemo(() => session && { ...session, me, project, may: (permission: string) => rights.has(permission) }, [session, me, project, rights]);
  return value && <Context value={value}>{children}</Context>;
}

/** Nobody is logged in any more: the log-in is shown, and nothing of the person stays. */
export function endSession(cache: QueryClient) {
  leaveProject();
  cache.setQueryData(keys.me, null); // first, so that no panel asks again for what is removed below it
  cache.removeQueries({ predicate: (q) => q.queryKey[0] !== keys.me[0] });
}

/** WhatsApp numbers by their id. */
export function useNumbers() {
  return useQuery(queries.numbers());
}

/** Whether the session ended because the person wanted it, who needs no word about it then. */
let byChoice = false;
export const leftByChoice = () => byChoice;

export async function logOut(cache: QueryClient) {
  byChoice = true;
  await api.logOut().catch(() => undefined);
  endSession(cache);
}

/** Names of the team by user id, as far as this person may know them. */
export function usePeople(): ReadonlyMap<string, string> {
  const { may, me } = useSession();
  const { data } = useQuery({ ...queries.users(), enabled: may("member:read") });
  return useMemo(() => new Map([[me.user.id, me.user.name], ...(data ?? []).map((u) => [u.user_id, u.name] as const)]), [data, me]);
}

export function useDraft(conversationId: string) {
  const { drafts } = useSession();
  return useSyncExternalStore(drafts.subscribe, () => drafts.get(conversationId));
}
