import { useQuery, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import type { Me } from "@/api/client";
import { Applier } from "./apply";
import { Connection } from "./connection";
import { Drafts } from "./drafts";
import { Outbox } from "./outbox";
import { queries } from "./queries";

/** Everything that lives as long as somebody is logged in. */
export type Session = { me: Me; may: (permission: string) => boolean; live: Applier; connection: Connection; outbox: Outbox; drafts: Drafts };

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession outside of a session");
  return session;
}

export function SessionProvider({ me, cache, children }: { me: Me; cache: QueryClient; children: ReactNode }) {
  const userId = me.user.id;
  const [session, setSession] = useState<Session | null>(null);
  const rights = useMemo(() => new Set(me.projects[0]?.permissions ?? []), [me]);
  useEffect(() => {
    const live = new Applier(cache, () => userId);
    const connection = new Connection(live);
    const outbox = new Outbox(live, userId);
    setSession({ me, may: (permission) => rights.has(permission), live, connection, outbox, drafts: new Drafts(userId) });
    void connection.start();
    return () => {
      connection.stop();
      outbox.stop();
    };
    // A session is one person's: it begins anew only with another person.
  }, [userId, cache]);
  return session && <Context value={session}>{children}</Context>;
}

/** WhatsApp numbers by their id. */
export function useNumbers() {
  return useQuery(queries.numbers());
}

export function useDraft(conversationId: string) {
  const { drafts } = useSession();
  return useSyncExternalStore(drafts.subscribe, () => drafts.get(conversationId));
}
