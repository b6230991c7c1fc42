import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type PhoneNumber } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi } from "@/api/settings";
import { useNow } from "@/i18n/words";
import { useSession } from "@/live/session";
import { agoText } from "@/record/ago";
import { moment } from "@/record/time";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { toast } from "@/ui/toast";
import { useSettingsWords } from "./words";

/** How many templates WhatsApp gave for a number's account, when, why there is nothing newer, and asking again. */
export function TemplateSync({ number, onTest }: { number: PhoneNumber; /** Missing where the card says already what to do. */ onTest?: () => void }) {
  const { t, why, locale } = useSettingsWords();
  const { live } = useSession();
  const now = useNow();
  const id = number.phone_number_id;
  const [asking, setAsking] = useState(false);
  const known = useQuery({ queryKey: [...keys.templates(id), "count"], queryFn: ({ signal }) => settingsApi.templateCount(id, signal), staleTime: 60_000, retry: false });
  const busy = asking || known.isFetching;
  const sync = async () => {
    setAsking(true);
    try {
      const { failure } = await api.refreshTemplates(id);
      if (!failure) toast(t("templates.synced_toast", { name: number.name }));
    } catch {
      // Why stands below, from the list itself.
    }
    await live.cache.invalidateQueries({ queryKey: keys.templates(id) });
    setAsking(false);
  };
  const failure = busy ? undefined : known.isError ? why(known.error) : known.data?.failure;
  const ago = known.data?.fetched_at && agoText(moment(known.data.fetched_at), Math.max(now, moment(known.data.fetched_at)), locale);
  return (
    <div className="nsync">
      <Icon name="template" />
      <p className="grow" role="status">
        {known.data && <b>{t("templates.count", { count: known.data.meta.total_count })}</b>}
        <span className="muted">{busy ? t("templates.syncing") : ago ? t("templates.synced", { ago }) : t("templates.never")}</span>
      </p>
      <Button size="sm" icon="refresh" disabled={busy} onClick={() => void sync()} aria-label={t("templates.sync_of", { name: number.name })}>{t("templates.sync")}</Button>
      {failure && (
        <div className="nsync-failed" role="alert">
          <p className="err"><Icon name="alert" size={14} />{failure}</p>
          {onTest && <><p className="grow">{t("templates.next")}</p><Button size="sm" onClick={onTest}>{t("numbers.test_run")}</Button></>}
        </div>
      )}
    </div>
  );
}
