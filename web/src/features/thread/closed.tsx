import { useAction } from "@/actions/keys";
import type { Conversation } from "@/api/client";
import { useWords } from "@/i18n/words";
import { useNewer } from "@/live/newer";
import { usePeople, useSession } from "@/live/session";
import { actorOf } from "@/record/actor";
import { dateText, moment, timeText } from "@/record/time";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";

/** One line between header and messages: who ended this conversation and when, and where it goes on. */
export function ClosedBanner({ conversation }: { conversation: Conversation }) {
  return conversation.status === "ended" ? <Closed conversation={conversation} /> : null;
}

function Closed({ conversation }: { conversation: Conversation }) {
  const { t, locale } = useWords();
  const { me } = useSession();
  const people = usePeople();
  const reopen = useAction("reopen");
  const openNewer = useNewer(conversation);
  const { closed_at, closed_by } = conversation.kapso;
  const actor = actorOf(closed_by, me.user.id, people);
  const at = moment(closed_at);
  const date = `${dateText(at, locale)}, ${timeText(at, locale)}`;
  const text = { system: t("banner.silence", { date }), viewer: t("banner.closed_you", { date }), member: t("banner.closed_by", { name: actor.name || t("by.member"), date }), program: t("banner.closed_program", { date }) }[actor.kind];
  return (
    <div className="banner grey" role="status">
      <Icon name="check" size={14} />
      <span className="grow">{closed_at ? text : t("banner.closed")}{openNewer && ` ${t("banner.newer")}`}</span>
      {openNewer ? <Button size="sm" onClick={openNewer}>{t("banner.open_newer")}</Button> : reopen?.enabled && <Button size="sm" onClick={reopen.run}>{reopen.label}</Button>}
    </div>
  );
}
