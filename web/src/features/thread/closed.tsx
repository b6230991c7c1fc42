import { useInfiniteQuery } from "@tanstack/react-query";
import { useAction } from "@/actions/keys";
import type { Conversation } from "@/api/client";
import { useWords } from "@/i18n/words";
import { belonging } from "@/live/cursor";
import { queries } from "@/live/queries";
import { usePeople, useSession } from "@/live/session";
import { useNav } from "@/place/nav";
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
  const { me, drafts, picked, recordings, begun } = useSession();
  const { go } = useNav();
  const people = usePeople();
  const reopen = useAction("reopen");
  const { contact_id, closed_at, closed_by } = conversation.kapso;
  const open = { status: "active", contact_id, phone_number_id: conversation.phone_number_id };
  const query = useInfiniteQuery(queries.list(open));
  const next = belonging(query.data, open)[0];
  /** To the newer one, with what was begun here. */
  const goOn = (id: string) => {
    for (const kept of [drafts, picked, recordings, begun]) void kept.carry(conversation.id, id);
    go({ conversationId: id, details: false });
  };
  const actor = actorOf(closed_by, me.user.id, people);
  const at = moment(closed_at);
  const date = `${dateText(at, locale)}, ${timeText(at, locale)}`;
  const text = { system: t("banner.silence", { date }), viewer: t("banner.closed_you", { date }), member: t("banner.closed_by", { name: actor.name || t("by.member"), date }), program: t("banner.closed_program", { date }) }[actor.kind];
  return (
    <div className="banner grey" role="status">
      <Icon name="check" size={14} />
      <span className="grow">{closed_at ? text : t("banner.closed")}{next && ` ${t("banner.newer")}`}</span>
      {next ? <Button size="sm" onClick={() => goOn(next.id)}>{t("banner.open_newer")}</Button> : reopen?.enabled && <Button size="sm" onClick={reopen.run}>{reopen.label}</Button>}
    </div>
  );
}
