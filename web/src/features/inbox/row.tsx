import { memo, type MouseEvent } from "react";
import type { Conversation } from "@/api/client";
import type { useWords } from "@/i18n/words";
import { nameOf, tintKeyOf } from "@/record/names";
import { previewOfLast } from "@/record/preview";
import { tickOf } from "@/record/ticks";
import { initialsOf, tintOf } from "@/record/tint";
import { moment, rowTime } from "@/record/time";
import { windowOf } from "@/record/window";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";
import { Ticks } from "@/ui/ticks";
import { RowCompany } from "./company";

type Say = ReturnType<typeof useWords>;
type Props = {
  id: string;
  /** The list's texts: a hook of its own for each row would slow the scrolling down. */
  say: Say;
  conversation: Conversation;
  top: number;
  height: number;
  now: number;
  selected: boolean;
  cursor: boolean;
  /** What took it out of the list, where it still stands. */
  gone: string | undefined;
  draft: string;
  number: string | null;
  /** A line parts it from the row above. */
  ruled: boolean;
  position: number;
  total: number;
  onOpen: (id: string, inTab: boolean) => void;
};

export const Row = memo(function Row({ id, say, conversation, top, height, now, selected, cursor, gone, draft, number, ruled, position, total, onOpen }: Props) {
  const { t, locale, words } = say;
  const { kapso } = conversation;
  const name = nameOf(conversation) || t("person.unknown");
  const unread = kapso?.unread_count ?? 0;
  const at = rowTime(moment(kapso?.last_message_timestamp ?? conversation.last_active_at), now, locale, words);
  const classes = ["row", unread > 0 && "unread", selected && "sel", cursor && "cursor", gone && "gone", ruled && "ruled"].filter(Boolean).join(" ");
  return (
    <div id={id} className={classes} role="option" aria-selected={selected} aria-posinset={position} aria-setsize={total} style={{ top, height }} {...asLink((inTab) => onOpen(conversation.id, inTab))}>
      <Avatar initials={initialsOf(name)} tint={tintOf(tintKeyOf(conversation))}>
        {conversation.status === "ended" && <span className="mode closed"><Icon name="check" label={t("status.closed")} /></span>}
      </Avatar>
      <div className="grow">
        <div className="l1">
          <span className="name trunc" dir="auto">{name}</span>
          <WindowHint say={say} conversation={conversation} now={now} />
          <time data-text={at}>{at}</time>
        </div>
        <div className="l2">
          {gone ? <span className="prev trunc">{gone}</span> : draft ? <span className="prev trunc" dir="auto"><span className="draft">{t("row.draft")}</span> {draft.slice(0, 200)}</span> : <PreviewLine say={say} conversation={conversation} />}
          {number && <span className="via trunc">{number}</span>}
          <RowCompany conversationId={conversation.id} />
          {kapso?.assigned_user_id && <Assignee say={say} id={kapso.assigned_user_id} name={kapso.assigned_user_name ?? ""} />}
          {unread > 0 && <span className="badge" role="img" aria-label={t("row.unread", { count: unread })}>{unread > 99 ? "99+" : unread}</span>}
        </div>
      </div>
    </div>
  );
});

/** What opens on a press, and in a tab of its own with Ctrl, ⌘ or the middle button, as a link does. */
export const asLink = (open: (inTab: boolean) => void) => ({
  onClick: ({ ctrlKey, metaKey }: MouseEvent) => open(ctrlKey || metaKey),
  onAuxClick: ({ button }: MouseEvent) => button === 1 && open(true),
  onMouseDown: (event: MouseEvent) => event.button === 1 && event.preventDefault(), // or it would scroll the list, as on Windows
});

function Assignee({ say: { t }, id, name }: { say: Say; id: string; name: string }) {
  return <span className="assignee" role="img" aria-label={t("row.assigned", { name })} title={name}><Avatar initials={initialsOf(name)} tint={tintOf(id)} size={16} /></span>;
}

function PreviewLine({ say: { previewText, dynamic }, conversation: { kapso } }: { say: Say; conversation: Conversation }) {
  const preview = previewOfLast(kapso?.last_message_type, kapso?.last_message_text);
  const tick = tickOf(kapso?.last_message_direction, kapso?.last_message_status);
  return (
    <span className="prev trunc" dir="auto">
      {tick && <Ticks tick={tick} label={dynamic(`tick.${tick}`)} />}
      {preview.icon && <Icon name={preview.icon} size={14} />}
      {previewText(preview)}
    </span>
  );
}

function WindowHint({ say: { t }, conversation, now }: { say: Say; conversation: Conversation; now: number }) {
  if (conversation.status === "ended" || !conversation.kapso?.last_inbound_at) return null;
  const window = windowOf(conversation.kapso, now);
  if (window.state === "closed") return <span className="left gone" title={t("window.template_only")}><Icon name="lock" size={12} />{t("window.template_only")}</span>;
  if (!window.soon) return null;
  const text = window.hoursLeft >= 1 ? t("window.hours_left", { count: window.hoursLeft }) : t("window.minutes_left", { count: window.minutesLeft });
  return <span className="left"><Icon name="clock" size={12} />{text}</span>;
}
