import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, onProjectLost, onSessionLost } from "@/api/client";
import { keys } from "@/api/keys";
import { queries, retry } from "@/live/queries";
import { endSession, leftByChoice, SessionProvider, useSession } from "@/live/session";
import { Button } from "@/ui/button";
import { PanelState } from "@/ui/state";
import { useUnsaved } from "@/ui/unsaved";
import { Extra } from "./part";

const LoginPage = lazy(() => import("@/features/account/login").then((m) => ({ default: m.LoginPage })));
const NoProject = lazy(() => import("@/features/account/no-project"));
const Notifications = lazy(() => import("@/features/notifications/notifications"));

/** Shows the page to somebody who is logged in, and the log-in to everybody else. */
export function Gate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const me = useQuery({ ...queries.me(), retry });
  const [wasIn, setWasIn] = useState(false);
  if (me.data && !wasIn) setWasIn(true);
  useEffect(() => onSessionLost(() => endSession(cache)), [cache]);
  useEffect(() => onProjectLost(() => void cache.invalidateQueries({ queryKey: keys.me })), [cache]);

  const out = me.data === null || (me.error instanceof ApiError && me.error.status === 401);
  if (out) return <Suspense fallback={<div className="center" />}><LoginPage notice={wasIn && !leftByChoice() ? t("login.ended") : ""} /></Suspense>;
  if (me.isError) {
    return (
      <main className="center">
        <PanelState page alert icon="wifi" title={t("error.no_server")} text={t("error.unreachable")}>
          <Button look="primary" icon="refresh" onClick={() => void me.refetch()}>{t("again")}</Button>
        </PanelState>
      </main>
    );
  }
  if (!me.data) return <div className="root" aria-busy="true" />;
  if (me.data.projects.length === 0) return <Suspense fallback={<div className="center" />}><NoProject me={me.data} onAgain={() => void me.refetch()} /></Suspense>;
  return <SessionProvider me={me.data} cache={cache}>{children}<Unsaved /><Extra><Notifications /></Extra></SessionProvider>;
}

/** Files and notes are not kept in the browser: while some are chosen, begun or on their way, it asks before the page is left. */
function Unsaved() {
  const { outbox, picked, begunNotes } = useSession();
  const sending = useSyncExternalStore(outbox.subscribe, () => outbox.entries().some((e) => e.file));
  const waiting = useSyncExternalStore(picked.subscribe, picked.any);
  const writing = useSyncExternalStore(begunNotes.subscribe, begunNotes.unsaved);
  useUnsaved(sending || waiting || writing);
  return null;
}
