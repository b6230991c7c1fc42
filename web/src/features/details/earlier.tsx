import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Conversation } from "@/api/client";
import { useWords } from "@/i18n/words";
import { rowsIn } from "@/live/cursor";
import { queries } from "@/live/queries";
import { useNumbers } from "@/live/session";
import { useNav } from "@/place/nav";
import { isolated } from "@/record/isolated";
import { phoneText } from "@/record/phone";
import { moment, rangeText } from "@/record/time";
import { Icon } from "@/ui/icon";
import { Section } from "./section";

const few = 5;

/** Every conversation with this person, over whichever of our numbers. */
export function Earlier({ conversation }: { conversation: Conversation }) {
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const query = useInfiniteQuery(queries.list({ contact_id: conversation.kapso.contact_id }));
  const rows = rowsIn(query.data, (c) => c.id);
  if (query.isError) return <Section title={t("details.other")}><p className="quiet-line">{t("details.other_failed")} <button type="button" className="link" onClick={() => void query.refetch()}>{t("again")}</button></p></Section>;
  if (rows.length === 0 || (rows.length === 1 && rows[0]?.id === conversation.id)) return null;
  const numbers = new Set(rows.map((c) => c.phone_number_id));
  const more = all ? query.hasNextPage : rows.length > few || query.hasNextPage;
  return (
    <Section title={t("details.other")} count={query.hasNextPage ? undefined : rows.length}>
      <ul>{rows.slice(0, all ? undefined : few).map((c) => <li key={c.id}><Entry conversation={c} current={c.id === conversation.id} withNumber={numbers.size > 1} /></li>)}</ul>
      {more && <button type="button" className="link" disabled={query.isFetchingNextPage} onClick={() => (all ? void query.fetchNextPage() : setAll(true))}>{t(all ? "details.other_more" : "details.other_all")}</button>}
    </Section>
  );
}

function Entry({ conversation: c, current, withNumber }: { conversation: Conversation; current: boolean; withNumber: boolean }) {
  const { t, locale } = useWords();
  const { go, href } = useNav();
  const { data: numbers } = useNumbers();
  const number = withNumber ? numbers?.find((n) => n.phone_number_id === c.phone_number_id) : undefined;
  const second = isolated([current && t("details.this_one"), number && t("thread.via", { number: number.name || phoneText(number.display_phone_number) })]);
  const place = { conversationId: c.id, details: false };
  return (
    <a className="hist" aria-current={current ? "true" : undefined} href={href(place)} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey) { e.preventDefault(); go(place); } }}>
      <span className="num">{rangeText(moment(c.created_at), moment(c.last_active_at ?? c.created_at), locale)}</span>
      <span className="c num">{t("details.count", { count: c.kapso.messages_count })}</span>
      <Icon name="right" size={14} className="flips" />
      {second && <span className="c second trunc" dir="auto">{second}</span>}
    </a>
  );
}
