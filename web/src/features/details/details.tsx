import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Contact, Conversation } from "@/api/client";
import { useAction } from "@/actions/keys";
import { useNow, useWords } from "@/i18n/words";
import { rowsIn } from "@/live/cursor";
import { queries } from "@/live/queries";
import { useNumbers, useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { contactName, nameOf, tintKeyOf } from "@/record/names";
import { phoneDigits, phoneText } from "@/record/phone";
import { initialsOf, tintOf } from "@/record/tint";
import { dateText, deadlineText, moment } from "@/record/time";
import { windowOf } from "@/record/window";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Icon } from "@/ui/icon";
import { Metadata } from "./metadata";

/** What is known of the person and the conversation. */
export default function Details({ conversationId }: { conversationId: string }) {
  const { t } = useWords();
  const { live } = useSession();
  const { back } = useNav();
  const hide = useAction("details");
  const { data: conversation } = useQuery(queries.conversation(live, conversationId));
  const contactId = conversation?.kapso?.contact_id;
  const { data: contact } = useQuery({ ...queries.contact(contactId ?? ""), enabled: !!contactId });
  return (
    <>
      <header className="tabs">
        <IconButton icon="back" iconSize={20} label={t("details.back")} className="only-narrow" onClick={back} />
        <h2 className="tab" aria-current="true">{t("details.info")}</h2>
        {hide && <IconButton icon="pright" label={t("details.hide")} className="only-wide flips" onClick={hide.run} />}
      </header>
      {conversation ? <Body conversation={conversation} contact={contact} /> : <Skeleton />}
    </>
  );
}

function Body({ conversation, contact }: { conversation: Conversation; contact: Contact | undefined }) {
  const { t, locale } = useWords();
  const name = nameOf(conversation) || (contact && contactName(contact)) || t("person.unknown");
  const since = moment(contact?.created_at ?? conversation.created_at);
  return (
    <div className="dbody" tabIndex={0} role="region" aria-label={t("details.info")}>
      <div className="hero">
        <Avatar initials={initialsOf(name)} tint={tintOf(tintKeyOf(conversation))} size={48} />
        <div className="grow"><b className="trunc" dir="auto">{name}</b>{Number.isFinite(since) && <span>{t("details.since", { date: dateText(since, locale) })}</span>}</div>
      </div>
      <section className="sec first" aria-label={t("details.contact")}><ContactFacts conversation={conversation} contact={contact} /></section>
      <Section title={t("details.conversation")}><ConversationFacts conversation={conversation} /></Section>
      {conversation.metadata && Object.keys(conversation.metadata).length > 0 && (
        <Section title={t("details.metadata")} end={<CopyButton value={JSON.stringify(conversation.metadata, null, 2)} label={t("copy.json")} done={t("copy.done")} failed={t("copy.failed")} />}>
          <Metadata value={conversation.metadata} />
        </Section>
      )}
      <Earlier conversation={conversation} />
    </div>
  );
}

function Section({ title, count, end, children }: { title: string; count?: number; end?: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(true);
  return (
    <section className={`sec ${open ? "" : "shut"}`}>
      <h3>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name={open ? "down" : "right"} size={14} className={open ? "" : "flips"} />{title}</button>
        {count !== undefined && <span className="count">{count}</span>}
        {end && <span className="end">{end}</span>}
      </h3>
      {open && children}
    </section>
  );
}

function Fact({ label, value, copy, mono }: { label: string; value: string | null | undefined; copy?: string; mono?: boolean }) {
  const { t } = useWords();
  if (!value) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd><span className={`trunc ${mono ? "mono" : "num"}`} dir="auto" title={value}>{value}</span>{copy && <CopyButton value={copy} label={t("copy.what", { what: label })} done={t("copy.done")} failed={t("copy.failed")} />}</dd>
    </>
  );
}

function ContactFacts({ conversation, contact }: { conversation: Conversation; contact: Contact | undefined }) {
  const { t } = useWords();
  const phone = conversation.phone_number ?? contact?.phone_number ?? contact?.wa_id;
  const username = conversation.username ?? contact?.username;
  const profile = contact?.profile_name?.trim();
  return (
    <dl className="kv">
      <Fact label={t("details.phone")} value={phone ? phoneText(phone) : t("details.no_phone")} copy={phone ? `+${phoneDigits(phone)}` : undefined} />
      {username && <Fact label={t("details.username")} value={`@${username.replace(/^@/, "")}`} copy={username} />}
      {profile && profile !== nameOf(conversation) && <Fact label={t("details.profile_name")} value={profile} />}
      <Fact label={t("details.user_id")} value={conversation.business_scoped_user_id} copy={conversation.business_scoped_user_id ?? undefined} mono />
    </dl>
  );
}

function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const { t, locale, words } = useWords();
  const now = useNow();
  const { data: numbers } = useNumbers();
  const number = numbers?.find((n) => n.phone_number_id === conversation.phone_number_id);
  const window = windowOf(conversation.kapso, now);
  const windowText = window.state === "open" ? t("details.window_open", { time: deadlineText(window.until, now, locale, words) }) : t(window.since === null ? "details.window_never" : "details.window_closed");
  return (
    <dl className="kv">
      <Fact label={t("details.writes_to")} value={number ? [number.name, phoneText(number.display_phone_number)].filter(Boolean).join(" · ") : conversation.phone_number_id} />
      {number?.kind === "sandbox" && <><dt>{t("details.kind")}</dt><dd><span className="chip warn">{t("details.simulated")}</span></dd></>}
      <Fact label={t("details.status")} value={t(conversation.status === "ended" ? "status.closed" : "status.open")} />
      <Fact label={t("details.window")} value={windowText} />
      <Fact label={t("details.messages")} value={conversation.kapso?.messages_count?.toLocaleString(locale)} />
      <Fact label={t("details.id")} value={conversation.id} copy={conversation.id} mono />
      <Fact label={t("details.number_id")} value={conversation.phone_number_id} copy={conversation.phone_number_id} mono />
    </dl>
  );
}

/** Other conversations with the same number. */
function Earlier({ conversation }: { conversation: Conversation }) {
  const { t, locale } = useWords();
  const { live } = useSession();
  const { go, href } = useNav();
  const digits = phoneDigits(conversation.phone_number ?? "");
  const query = useInfiniteQuery({ ...queries.list(live, { phone_number: digits }), enabled: digits !== "", staleTime: 60_000 });
  const others = rowsIn(query.data, (c) => c.id).filter((c) => c.id !== conversation.id && phoneDigits(c.phone_number ?? "") === digits);
  if (others.length === 0) return null;
  return (
    <Section title={t("details.other")} count={others.length}>
      {others.map((c) => (
        <a key={c.id} className="hist" href={href({ conversationId: c.id, details: false })} onClick={(e) => { if (!e.metaKey && !e.ctrlKey) { e.preventDefault(); go({ conversationId: c.id, details: false }); } }}>
          {range(moment(c.created_at), moment(c.last_active_at ?? c.created_at), locale)}
          <span className="c num">{t("details.count", { count: c.kapso?.messages_count ?? 0 })}</span>
          <Icon name="right" size={14} className="flips" />
        </a>
      ))}
    </Section>
  );
}

function range(from: number, to: number, locale: string) {
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
  return Number.isFinite(from) && Number.isFinite(to) ? format.formatRange(Math.min(from, to), Math.max(from, to)) : "";
}

function Skeleton() {
  return (
    <div className="dbody late" aria-hidden>
      <div className="hero"><span className="sk size-12 rounded-full" /><span className="grow grid gap-2"><span className="sk h-2.5 w-28" /><span className="sk h-2 w-36" /></span></div>
      <div className="sec first grid gap-4">{[70, 55, 62, 48].map((w) => <span key={w} className="sk h-2" style={{ width: `${w}%` }} />)}</div>
    </div>
  );
}
