import "@/i18n/later";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/client";
import { logOut } from "@/live/session";
import { Button } from "@/ui/button";
import { PanelState } from "@/ui/state";

/** For somebody who has an account and is in no project, or no longer. */
export default function NoProject({ me, onAgain }: { me: Me; onAgain: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  return (
    <main className="center">
      <PanelState page icon="user" title={t("no_project.title")} text={t("no_project.text", { email: me.user.email })}>
        <span className="flex gap-2">
          <Button look="primary" icon="refresh" onClick={onAgain}>{t("again")}</Button>
          <Button icon="out" onClick={() => void logOut(cache)}>{t("account.log_out")}</Button>
        </span>
      </PanelState>
    </main>
  );
}
