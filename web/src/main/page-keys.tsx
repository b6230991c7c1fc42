import { lazy, useCallback, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "@/actions/actions";
import { ActionsProvider, useKeys } from "@/actions/keys";
import { useLooking } from "@/features/notifications/looking";
import { useNav } from "@/place/nav";
import { useAccountActions } from "./inbox-actions";
import { WindowPart } from "./part";

const KeySheet = lazy(() => import("./key-sheet"));
const Palette = lazy(() => import("./palette"));

export type PagePlaces = { openInbox: () => void; openSettings: () => void; /** Further places to go to. */ more?: Action[] };

/** Keys, palette and sheet on a page that isn't the inbox. What a notification tells of opens from here without loading the page anew. */
export function PageKeys({ openInbox, openSettings, more = [], children }: PagePlaces & { children: ReactNode }) {
  const { t } = useTranslation();
  const { go } = useNav();
  const [shown, setShown] = useState<"palette" | "keys">();
  const account = useAccountActions();
  useLooking(undefined, useCallback((id) => go({ conversationId: id, details: false }), [go]));
  const actions: Action[] = [
    { id: "inbox", group: "go", icon: "inbox", label: t("action.inbox"), shortcut: ["G I"], enabled: true, run: openInbox },
    { id: "settings", group: "go", icon: "sliders", label: t("action.settings"), shortcut: ["G S"], enabled: true, run: openSettings },
    ...more,
    ...account,
    { id: "palette", group: "app", icon: "search", label: t("palette.title"), shortcut: ["Mod+K"], enabled: true, run: () => setShown("palette") },
    { id: "keys", group: "app", icon: "kbd", label: t("keys.title"), shortcut: ["?"], enabled: true, run: () => setShown("keys") },
  ];
  useKeys(actions);
  const close = () => setShown(undefined);
  return (
    <ActionsProvider value={actions}>
      {children}
      {shown === "palette" && <WindowPart onClose={close}><Palette actions={actions} conversation={undefined} onClose={close} /></WindowPart>}
      {shown === "keys" && <WindowPart onClose={close}><KeySheet actions={actions} onClose={close} /></WindowPart>}
    </ActionsProvider>
  );
}
